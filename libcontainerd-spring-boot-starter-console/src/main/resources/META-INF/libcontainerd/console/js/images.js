import { bytes, h, plural, since } from './dom.js';
import { call, get, post, session } from './api.js';
import { listen, store } from './store.js';
import { asking, attempt, button, toast } from './ui.js';
import { openRun } from './run.js';

const FINISHED = ['unpacked', 'exists'];

function bar(there, total, label) {
	return h('progress', { 'aria-label': label, max: String(Math.max(1, total)), value: String(Math.min(there, Math.max(1, total))) });
}

export function pullItem(pull) {
	if (pull.ended) {
		return h('div', { class: 'pull' + (pull.failure ? ' bad' : ''), data: { image: pull.image } }, h('b', null, pull.image), h('span', null, pull.failure ?? 'is there'));
	}
	return h('div', { class: 'pull', data: { image: pull.image } }, h('b', null, pull.image), h('span', { class: 'dim' }, `${bytes(pull.there)} of ${bytes(pull.total)}`),
		bar(pull.there, pull.total, pull.image), h('details', { open: true }, h('summary', null, plural(pull.layers.length, 'part')),
			h('div', { class: 'layers' }, pull.layers.map((layer) => h('div', { class: 'layer' }, h('code', null, layer.digest.replace('sha256:', '').slice(0, 12)),
				bar(FINISHED.includes(layer.status) ? layer.total : layer.there, layer.total, layer.digest), h('span', { class: 'dim' }, `${layer.status}, ${bytes(layer.total)}`))))));
}

export function imagesPage(main) {
	const reference = h('input', { placeholder: 'ghcr.io/acme/tool:1.2', 'aria-label': 'Image to pull', autocomplete: 'off', spellcheck: 'false', required: true });
	const form = h('form', { class: 'toolbar', hidden: !session.act }, reference, h('button', { class: 'primary' }, 'Pull'));
	const pulls = h('div', { class: 'pulls' });
	const prune = h('div', { class: 'prune' });
	const body = h('tbody');
	let images = [];
	const table = h('table', { class: 'plain' }, h('thead', null, h('tr', null, ['Image', 'Size', 'Used by', 'There since', ''].map((title) => h('th', { scope: 'col' }, title)))), body);
	main.replaceChildren(h('div', { class: 'page' }, h('h1', { class: 'offscreen' }, 'Images'), form, pulls, h('section', { class: 'card' }, table), prune));

	const drawPulls = () => pulls.replaceChildren(...[...store.pulls.values()].map(pullItem));
	async function load() {
		images = await attempt(() => get('api/images')) ?? images;
		body.replaceChildren(...images.map(imageRow));
		if (!images.length) {
			body.append(h('tr', null, h('td', { colspan: '5', class: 'dim' }, 'No images yet. Pull one above, or run one: it is pulled when it is missing.')));
		}
		const unused = images.filter((image) => !image.usedBy.length);
		prune.replaceChildren(...session.act && unused.length ? [h('details', null,
			h('summary', null, `${plural(unused.length, 'image')} that no container uses, ${bytes(unused.reduce((sum, image) => sum + (image.size ?? 0), 0))}`),
			h('ul', null, unused.map((image) => h('li', null, image.name))),
			asking('Remove these', `Remove ${plural(unused.length, 'image')}?`, async () => {
				const result = await attempt(() => post('api/images/prune'));
				if (result) {
					toast(`${plural(result.images.length, 'image')} removed, ${bytes(result.bytes)} freed`, 'good');
				}
				load();
			}))] : []);
	}

	function imageRow(image) {
		const doing = h('td', { class: 'do' });
		const calm = () => doing.replaceChildren(...session.act ? [button('Run', () => openRun({ image: image.name })), button('Tag', () => {
			const name = h('input', { 'aria-label': 'New name', value: image.name });
			const tagging = h('form', { class: 'inline' }, name, h('button', null, 'Tag'), button('Cancel', calm, 'quiet'));
			tagging.addEventListener('submit', async (event) => {
				event.preventDefault();
				give(false);
			});
			const give = async (replace) => {
				const wanted = name.value.trim();
				try {
					await post(`api/images/tag?reference=${encodeURIComponent(image.name)}&name=${encodeURIComponent(wanted)}&replace=${replace}`);
					toast(`${wanted} is another name of it now`, 'good');
					load();
				} catch (error) {
					if (error.status === 409 && !replace) {
						doing.replaceChildren(h('p', { class: 'problem', role: 'alert' }, error.message), button('Take it away', () => give(true), 'danger'), button('Cancel', calm, 'quiet'));
					} else {
						toast(error.message, 'bad');
					}
				}
			};
			doing.replaceChildren(tagging);
			name.select();
		}), asking('Remove', 'Remove?', async () => {
			await attempt(() => call('DELETE', 'api/images?reference=' + encodeURIComponent(image.name)), `${image.name} was removed`);
			load();
		})] : []);
		calm();
		return h('tr', { data: { image: image.name } }, h('td', { 'data-title': 'Image' }, h('b', null, image.name), h('small', { class: 'dim' }, image.digest.slice(0, 19))), h('td', { 'data-title': 'Size', class: 'number' }, image.size == null ? 'not for this machine' : bytes(image.size)),
			h('td', { 'data-title': 'Used by' }, image.usedBy.length ? image.usedBy.slice(0, 4).map((id) => h('a', { href: '#/containers/' + encodeURIComponent(id) }, id)) : h('span', { class: 'dim' }, 'nobody'), image.usedBy.length > 4 && ` and ${image.usedBy.length - 4} more`),
			h('td', { 'data-title': 'There since' }, since(image.createdAt)), doing);
	}

	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		const wanted = reference.value.trim();
		if (await attempt(() => post('api/images?reference=' + encodeURIComponent(wanted)).then(() => true), `${wanted} is being pulled`)) {
			reference.value = '';
		}
	});
	drawPulls();
	load();
	return listen((what, pull) => {
		if (what === 'pull' || what === 'known') {
			drawPulls();
		}
		if (what === 'pull' && pull.ended) {
			load();
		}
	});
}
