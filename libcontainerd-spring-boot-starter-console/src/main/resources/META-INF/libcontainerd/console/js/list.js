// The list of containers. However many there are, only the rows that can be seen are in the page.

import { bytes, duration, h, moment, percent, plural, setText, since, spark } from './dom.js';
import { session } from './api.js';
import { listen, store } from './store.js';
import { actionButton, actions, actOnMany, asking, button, stateOf } from './ui.js';

const OVERSCAN = 6;

const STATES = {
	all: () => true,
	running: (each) => each.status === 'RUNNING',
	paused: (each) => each.status === 'PAUSED',
	ended: (each) => each.status === 'EXITED',
	failing: (each) => each.health === 'UNHEALTHY' || each.oomKilled || each.timedOut || (each.exitCode ?? 0) !== 0
};

const COLUMNS = [
	['name', 'Container', (each) => each.id],
	['state', 'State', (each) => each.status + (each.exitCode ?? '')],
	['image', 'Image', (each) => each.image ?? ''],
	['cpu', 'CPU', (each) => -(store.usage[each.id]?.cpuPercent ?? -1)],
	['memory', 'Memory', (each) => -(store.usage[each.id]?.memory ?? -1)],
	['net', 'Network', (each) => Object.keys(each.networks).join() + each.ports.map((port) => port.text).join()],
	['age', 'Age', (each) => -Date.parse(each.createdAt)]
];

// What was chosen stays chosen while one looks at something else.
const view = { text: '', state: 'all', sort: 'age', reverse: false, group: '', selected: new Set(), scroll: 0 };

function matches(each) {
	return view.text.toLowerCase().split(/\s+/).filter(Boolean).every((word) => {
		if (word.startsWith('label:')) {
			const [name, value] = word.slice(6).split('=');
			return Object.entries(each.labels).some(([key, text]) => key.toLowerCase().includes(name)
				&& (value === undefined || text.toLowerCase() === value));
		}
		if (word.startsWith('state:')) {
			return each.status.toLowerCase().startsWith(word.slice(6)) || stateOf(each).text.includes(word.slice(6));
		}
		return each.id.toLowerCase().includes(word) || (each.image ?? '').toLowerCase().includes(word)
			|| (each.command ?? '').toLowerCase().includes(word) || Object.keys(each.networks).some((name) => name.includes(word));
	});
}

function groupOf(each) {
	switch (view.group) {
		case 'state': return stateOf(each).text;
		case 'image': return each.image ?? 'no image';
		case 'network': return Object.keys(each.networks).join(', ') || 'no network';
		default: return each.labels[view.group.slice(6)] ?? 'without ' + view.group.slice(6);
	}
}

function chosen() {
	const key = COLUMNS.find(([name]) => name === view.sort)[2];
	const shown = store.containers.filter((each) => STATES[view.state](each) && matches(each));
	const order = (a, b) => a < b ? -1 : a > b ? 1 : 0;
	shown.sort((a, b) => (view.reverse ? -1 : 1) * (typeof key(a) === 'string' ? key(a).localeCompare(key(b), undefined, { numeric: true }) : order(key(a), key(b))) || order(a.id, b.id));
	if (!view.group) {
		return shown;
	}
	const groups = new Map();
	for (const each of shown) {
		const name = groupOf(each);
		groups.set(name, [...groups.get(name) ?? [], each]);
	}
	return [...groups].sort(([a], [b]) => a.localeCompare(b)).flatMap(([name, members]) => [{ group: name, size: members.length }, ...members]);
}

export function listPage(main, query) {
	view.text = query.get('filter') ?? view.text;
	view.state = query.get('state') in STATES ? query.get('state') : view.state;
	view.sort = query.get('sort') ?? view.sort;
	const filter = h('input', { type: 'search', placeholder: 'Filter: name, image, state:paused, label:team=web', 'aria-label': 'Filter', id: 'filter', spellcheck: 'false', autocomplete: 'off' });
	filter.value = view.text;
	const chips = h('div', { class: 'chips', role: 'group', 'aria-label': 'State' });
	const group = h('select', { 'aria-label': 'Group by' });
	const bulk = h('div', { class: 'bulk', hidden: true });
	const head = h('div', { class: 'row head', role: 'row' });
	const body = h('div', { class: 'rows-body' });
	const scroller = h('div', { class: 'rows', role: 'table', 'aria-label': 'Containers', tabindex: '0' }, head, body);
	const blank = h('div', { class: 'blank', hidden: true });
	main.replaceChildren(h('div', { class: 'list-page' },
		h('h1', { class: 'offscreen' }, 'Containers'),
		h('div', { class: 'toolbar' }, filter, chips, h('label', { class: 'group-by' }, h('span', null, 'Group by'), group)), bulk, scroller, blank));

	const all = h('input', { type: 'checkbox', 'aria-label': 'Select all that are shown' });
	head.append(h('span', { class: 'cell check', role: 'columnheader' }, all), ...COLUMNS.map(([name, title]) => h('span', { class: 'cell ' + name, role: 'columnheader' },
		h('button', { type: 'button', class: 'sort', data: { sort: name }, onclick: () => {
			view.reverse = view.sort === name && !view.reverse;
			view.sort = name;
			refresh();
		} }, title))), h('span', { class: 'cell do', role: 'columnheader' }, h('span', { class: 'offscreen' }, 'Actions')));

	const rows = new Map();
	let shown = [];

	const rowHeight = () => matchMedia('(max-width: 720px)').matches ? 76 : 46;

	function fillChips() {
		chips.replaceChildren(...Object.entries(STATES).map(([name, test]) => {
			const count = store.containers.filter(test).length;
			return h('button', { type: 'button', class: 'chip', 'aria-pressed': String(view.state === name), onclick: () => {
				view.state = name;
				refresh();
			} }, name, h('b', null, String(count)));
		}));
		const labels = new Set(store.containers.flatMap((each) => Object.keys(each.labels)).filter((name) => !name.startsWith('io.github.libcontainerd')));
		const options = [['', 'nothing'], ['state', 'state'], ['image', 'image'], ['network', 'network'], ...[...labels].sort().slice(0, 50).map((name) => ['label:' + name, 'label ' + name])];
		if (group.options.length !== options.length) {
			group.replaceChildren(...options.map(([value, text]) => h('option', { value }, text)));
		}
		group.value = view.group;
	}

	function fillBulk() {
		const live = [...view.selected].filter((id) => store.byId.has(id));
		view.selected = new Set(live);
		const ended = store.containers.filter((each) => each.status === 'EXITED');
		const able = session.act && (live.length > 0 || ended.length > 0);
		const key = JSON.stringify([live.length, live.length ? 0 : ended.length, able]);
		bulk.hidden = !able;
		all.checked = live.length > 0 && shown.every((each) => each.group !== undefined || view.selected.has(each.id));
		if (bulk.dataset.key === key || bulk.querySelector('.asking')) {
			return;
		}
		bulk.dataset.key = key;
		const selected = () => [...view.selected];
		const of = (status) => selected().filter((id) => store.byId.get(id)?.status === status);
		bulk.replaceChildren(...live.length ? [
			h('b', null, `${live.length} selected`),
			asking('Stop', `Stop ${plural(of('RUNNING').length, 'container')}?`, () => actOnMany(of('RUNNING'), 'stop')),
			asking('Kill', `Kill ${plural(of('RUNNING').length, 'container')}?`, () => actOnMany(of('RUNNING'), 'kill')),
			asking('Remove', `Remove ${plural(live.length, 'container')}?`, () => actOnMany(selected(), 'remove')),
			button('Select none', () => {
				view.selected.clear();
				refresh();
			}, 'quiet')
		] : [asking(`Remove all ended (${ended.length})`, `Remove ${plural(ended.length, 'ended container')}?`,
			() => actOnMany(store.containers.filter((each) => each.status === 'EXITED').map((each) => each.id), 'remove'))]);
	}

	function refresh() {
		shown = chosen();
		fillChips();
		fillBulk();
		for (const sort of head.querySelectorAll('[data-sort]')) {
			sort.parentElement.setAttribute('aria-sort', sort.dataset.sort !== view.sort ? 'none' : view.reverse ? 'descending' : 'ascending');
		}
		blank.hidden = shown.length > 0;
		scroller.hidden = shown.length === 0;
		if (!shown.length) {
			blank.replaceChildren(...store.containers.length ? [h('p', null, 'No container matches.'), button('Clear the filter', () => {
				view.text = filter.value = '';
				view.state = 'all';
				refresh();
			})] : [h('p', null, 'No containers yet.'), h('p', { class: 'dim' }, session.act ? 'Press Run, or R, to start the first one.' : 'They appear here as soon as the application starts one.')]);
		}
		draw();
	}

	function draw() {
		const height = rowHeight();
		body.style.height = `${shown.length * height}px`;
		const top = Math.max(0, scroller.scrollTop - head.offsetHeight);
		const first = Math.max(0, Math.floor(top / height) - OVERSCAN);
		const last = Math.min(shown.length, Math.ceil((top + scroller.clientHeight) / height) + OVERSCAN);
		const wanted = new Set();
		for (let i = first; i < last; i++) {
			const each = shown[i];
			const key = each.group !== undefined ? 'group ' + each.group : 'container ' + each.id;
			wanted.add(key);
			let row = rows.get(key);
			if (!row) {
				row = each.group !== undefined ? groupRow() : containerRow(each);
				rows.set(key, row);
				body.append(row.element);
			}
			row.element.style.transform = `translateY(${i * height}px)`;
			row.element.setAttribute('aria-rowindex', i + 2);
			row.fill(each);
		}
		for (const [key, row] of rows) {
			if (!wanted.has(key)) {
				row.element.remove();
				rows.delete(key);
			}
		}
	}

	function groupRow() {
		const element = h('div', { class: 'row group', role: 'row' });
		return { element, fill: (each) => setText(element, `${each.group} (${each.size})`) };
	}

	function containerRow({ id }) {
		const cell = (name, ...children) => h('span', { class: 'cell ' + name, role: 'cell' }, ...children);
		const check = h('input', { type: 'checkbox', 'aria-label': `Select ${id}` });
		check.addEventListener('change', () => {
			check.checked ? view.selected.add(id) : view.selected.delete(id);
			fillBulk();
		});
		const address = '#/containers/' + encodeURIComponent(id);
		const badge = h('i', { class: 'badge', hidden: true });
		const command = h('small', null);
		const dot = h('i', { class: 'dot', 'aria-hidden': 'true' });
		const state = h('span', null);
		const when = h('small', null);
		const image = h('span', null);
		const cpu = spark();
		const cpuText = h('span', { class: 'figure' });
		const memory = spark();
		const memoryText = h('span', { class: 'figure' });
		const net = cell('net');
		const age = cell('age');
		const doing = cell('do');
		const element = h('div', { class: 'row', role: 'row', data: { id } }, cell('check', check),
			cell('name', h('a', { href: address, title: id }, id), badge, command), cell('state', dot, state, when), cell('image', image),
			cell('cpu', cpu, cpuText), cell('memory', memory, memoryText), net, age, doing);
		element.addEventListener('click', (event) => {
			if (!event.target.closest('a, button, input, .check') && !getSelection().toString()) {
				location.hash = address;
			}
		});
		let known;
		const fill = (container) => {
			const usage = store.usage[id] ?? {};
			const now = stateOf(container);
			const sparks = store.sparks.get(id) ?? { cpu: [], memory: [] };
			check.checked = view.selected.has(id);
			element.classList.toggle('selected', check.checked);
			element.classList.toggle('ended', container.status === 'EXITED');
			setText(badge, container.declared ?? (container.pool ? 'pool ' + container.pool : ''));
			badge.hidden = !badge.textContent;
			setText(command, container.command ?? '');
			command.title = container.command ?? '';
			dot.className = 'dot ' + now.kind;
			setText(state, now.text);
			setText(when, container.status === 'EXITED' ? (container.exitedAt ? since(container.exitedAt) + ' ago' : '')
				: (container.run > 1 ? `run ${container.run}, ` : '') + (container.startedAt ? since(container.startedAt) : ''));
			setText(image, container.image?.replace(/^docker\.io\/(library\/)?/, '') ?? 'no image');
			image.title = container.image ?? 'Made from a directory';
			image.classList.toggle('dim', !container.image);
			cpu.draw(sparks.cpu, 5);
			setText(cpuText, percent(usage.cpuPercent));
			memory.draw(sparks.memory, usage.memoryLimit ?? 1);
			setText(memoryText, bytes(usage.memory));
			memoryText.title = usage.memoryLimit ? `of ${bytes(usage.memoryLimit)}` : 'not limited';
			setText(age, duration(Date.now() - Date.parse(container.createdAt)));
			age.title = moment(container.createdAt);
			const key = JSON.stringify([container.ports, container.networks, container.status, container.kept, store.busy.has(id), session]);
			if (key !== known && !doing.querySelector('.asking')) {
				known = key;
				net.replaceChildren(...Object.keys(container.networks).map((name) => h('span', { class: 'dim' }, name)), ...container.ports.map(portLink));
				const main = actions(container);
				const open = (tab, text) => h('a', { class: 'button', href: `${address}/${tab}`, 'aria-label': `${text} of ${id}` }, text);
				doing.replaceChildren(open('log', 'Log'), ...session.terminal && container.status === 'RUNNING' ? [open('terminal', 'Shell')] : [],
					...session.act && !store.busy.has(id) ? [actionButton(id, main[0])] : []);
			}
		};
		return { element, fill };
	}

	filter.addEventListener('input', () => {
		view.text = filter.value;
		scroller.scrollTop = 0;
		refresh();
	});
	group.addEventListener('change', () => {
		view.group = group.value;
		refresh();
	});
	all.addEventListener('change', () => {
		shown.filter((each) => each.group === undefined).forEach((each) => all.checked ? view.selected.add(each.id) : view.selected.delete(each.id));
		refresh();
	});
	scroller.addEventListener('scroll', () => {
		view.scroll = scroller.scrollTop;
		draw();
	}, { passive: true });
	const resized = new ResizeObserver(draw);
	resized.observe(scroller);
	refresh();
	scroller.scrollTop = view.scroll;
	const stop = listen((what) => {
		if (what === 'usage' && view.sort !== 'cpu' && view.sort !== 'memory') {
			draw();
		} else if (['state', 'known', 'busy', 'usage'].includes(what)) {
			refresh();
		}
	});
	return () => {
		stop();
		resized.disconnect();
	};
}

export function portLink(port) {
	const host = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(port.host) ? location.hostname : port.host;
	return port.tcp ? h('a', { href: `http://${host}:${port.hostPort}/`, target: '_blank', rel: 'noopener noreferrer', title: port.text }, `${port.hostPort}→${port.containerPort}`)
		: h('span', { title: port.text }, `${port.hostPort}→${port.containerPort}/udp`);
}
