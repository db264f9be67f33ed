// What a container runs by, as a tree to fold. Secrets were left out before it was sent.

import { copy, h, plural } from './dom.js';
import { get, of } from './api.js';
import { button } from './ui.js';

const MASK = '******';
// The first look is at what people ask about; the filter of system calls alone has hundreds of lines.
const OPEN = ['process', 'root', 'linux', 'linux.resources', 'linux.resources.memory', 'linux.resources.cpu', 'linux.resources.pids', 'process.args', 'process.env'];

function size(value) {
	return Array.isArray(value) ? plural(value.length, 'entry', 'entries') : plural(Object.keys(value).length, 'field');
}

// Of an entry without a name, whatever tells it from the others.
function title(value) {
	return value.destination ?? value.type ?? value.path ?? value.action ?? '';
}

function leaf(name, value, path) {
	const text = value === null ? 'null' : String(value);
	const at = text.indexOf(MASK);
	const shown = typeof value !== 'string' || at < 0 ? [text] : text.split(MASK).flatMap((part, i) => i ? [h('i', { class: 'masked', title: 'Not sent to the browser' }, MASK), part] : [part]);
	return h('div', { class: 'leaf', data: { text: `${path} ${text}`.toLowerCase() } }, name != null && h('b', null, name), h('span', { class: typeof value }, shown));
}

function node(name, value, path) {
	if (value === null || typeof value !== 'object') {
		return leaf(name, value, path);
	}
	const many = Array.isArray(value);
	const below = many ? value.map((each, i) => node(each !== null && typeof each === 'object' ? String(i) : null, each, path))
		: Object.entries(value).map(([key, each]) => node(key, each, path ? `${path}.${key}` : key));
	return h('details', { class: 'branch', open: OPEN.includes(path) && (!many || value.every((each) => typeof each !== 'object')), data: { path } },
		h('summary', null, h('b', null, name), ' ', h('small', null, many ? size(value) : [title(value), size(value)].filter(Boolean).join(', '))), h('div', null, below));
}

export function specTab(place, id) {
	const tree = h('div', { class: 'spec card' }, h('p', { class: 'dim' }, 'Loading …'));
	const search = h('input', { type: 'search', id: 'filter', placeholder: 'Find: memory, PATH, seccomp …', 'aria-label': 'Find in the specification', autocomplete: 'off', spellcheck: 'false' });
	const found = h('span', { class: 'dim', role: 'status' });
	let text;
	const fold = (open) => tree.querySelectorAll('details').forEach((each) => each.open = open);
	const copying = button('Copy as JSON', async () => {
		await copy(text);
		copying.textContent = 'Copied';
		setTimeout(() => copying.textContent = 'Copy as JSON', 2000);
	});
	copying.disabled = true;
	place.replaceChildren(h('div', { class: 'page' }, h('div', { class: 'toolbar' }, search, button('Unfold all', () => fold(true)), button('Fold all', () => fold(false)), copying, found), tree,
		h('p', { class: 'dim note' }, 'As containerd has it. Variables of the environment that do not come from the image, and whatever looks like a secret, are not sent to the browser.')));

	const find = () => {
		const word = search.value.trim().toLowerCase();
		const leaves = [...tree.querySelectorAll('.leaf')];
		let count = 0;
		for (const each of leaves) {
			const hit = word !== '' && each.dataset.text.includes(word);
			each.classList.toggle('hit', hit);
			each.hidden = word !== '' && !hit;
			count += hit ? 1 : 0;
		}
		for (const branch of [...tree.querySelectorAll('details')].reverse()) {
			const any = branch.querySelector(':scope > div > :not([hidden])');
			branch.hidden = word !== '' && !any;
			branch.open = word === '' ? OPEN.includes(branch.dataset.path) : any != null;
		}
		found.textContent = word === '' ? '' : count ? plural(count, 'line') : 'Nothing like it.';
	};
	search.addEventListener('input', find);

	let gone = false;
	get(`${of(id)}/spec`).then((spec) => {
		if (!gone) {
			text = JSON.stringify(spec, null, '\t');
			copying.disabled = false;
			tree.replaceChildren(...Object.entries(spec).map(([name, value]) => node(name, value, name)));
		}
	}, (error) => tree.replaceChildren(h('p', { class: 'dim' }, error.status === 404 ? 'This container is gone, and what it ran by with it.' : error.message)));
	return () => gone = true;
}
