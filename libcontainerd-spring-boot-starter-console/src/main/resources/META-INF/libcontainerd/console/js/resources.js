import { bytes, h, since } from './dom.js';
import { get, post, remove, session } from './api.js';
import { listen } from './store.js';
import { asking, attempt, button } from './ui.js';

const link = (id) => h('a', { href: '#/containers/' + encodeURIComponent(id) }, id);

function page(main, { title, path, columns, row, blank, creates, removes }) {
	const body = h('tbody');
	const heads = [...columns, ...removes && session.act ? [''] : []];
	const table = h('table', { class: 'plain' }, h('thead', null, h('tr', null, heads.map((name) => h('th', { scope: 'col' }, name)))), body);
	const name = h('input', { placeholder: creates, 'aria-label': creates ?? 'Name', required: true, autocomplete: 'off', spellcheck: 'false' });
	const form = h('form', { class: 'toolbar', hidden: !creates || !session.act }, name, h('button', { class: 'primary' }, 'Create'));
	main.replaceChildren(h('div', { class: 'page' }, h('h1', { class: 'offscreen' }, title), form, h('section', { class: 'card' }, table)));
	let shown = '';
	async function load() {
		const items = await attempt(() => get(path));
		const key = JSON.stringify(items);
		if (!items || key === shown || body.querySelector('.asking')) {
			return;
		}
		shown = key;
		body.replaceChildren(...items.map((item) => h('tr', null, row(item).map((cell, i) => h('td', { 'data-title': columns[i] }, cell)),
			removes && session.act && h('td', { class: 'do' }, asking('Remove', removes(item), async () => {
				await attempt(() => remove(`${path}/${encodeURIComponent(item.name)}`), `${item.name} was removed`);
				load();
			})))));
		if (!items.length) {
			body.append(h('tr', null, h('td', { colspan: String(heads.length), class: 'dim' }, blank)));
		}
	}
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		await attempt(() => post(`${path}?name=${encodeURIComponent(name.value.trim())}`), `${name.value.trim()} was created`);
		name.value = '';
		load();
	});
	load();
	return listen((what) => what === 'state' && load());
}

export const networksPage = (main) => page(main, {
	title: 'Networks', path: 'api/networks', columns: ['Network', 'Subnet', 'Gateway', 'Interface', 'Containers'], creates: 'Name of a network',
	blank: 'No networks. A container that is run with --network gets one, or create it here.', removes: () => 'Remove?',
	row: (item) => [h('b', null, item.name), item.subnet, item.gateway, item.interfaceName, item.members.length ? item.members.map((member) => h('div', null, link(member.container), ' ', h('small', { class: 'dim' }, member.address))) : h('span', { class: 'dim' }, 'none')]
});

// All of its files are looked at for that, so only when somebody asks.
function sizeOf(item) {
	const place = h('span', null, button('Measure', async () => {
		const answer = await attempt(() => get(`api/volumes/${encodeURIComponent(item.name)}/size`));
		if (answer) {
			place.replaceChildren(answer.size == null ? 'not known' : bytes(answer.size));
		}
	}));
	place.firstChild.setAttribute('aria-label', `Measure ${item.name}`);
	return place;
}

export const volumesPage = (main) => page(main, {
	title: 'Volumes', path: 'api/volumes', columns: ['Volume', 'Size', 'Used by', 'There since'], creates: 'Name of a volume',
	blank: 'No volumes. They hold what outlives a container.', removes: () => 'With all that is in it?',
	row: (item) => [h('b', null, item.name), sizeOf(item), item.containers.length ? item.containers.map(link) : h('span', { class: 'dim' }, 'nobody'), since(item.createdAt)]
});

export const declaredPage = (main) => page(main, {
	title: 'Declared containers', path: 'api/declared', columns: ['Name', 'Container', 'Image', 'State', 'Ports'],
	blank: 'The application declares none. Those of libcontainerd.containers.* and of a compose file appear here.',
	row: (item) => [h('b', null, item.name), item.id ? link(item.id) : '', item.image ?? '', item.problem ?? item.status?.toLowerCase() ?? '', (item.ports ?? []).join(', ')]
});

export const poolsPage = (main) => page(main, {
	title: 'Pools', path: 'api/pools', columns: ['Pool', 'Waiting', 'Hits', 'Misses', 'Expired', 'Failures'],
	blank: 'The application has none. Those of libcontainerd.pools.* appear here, with how many containers wait.',
	row: (item) => [h('b', null, item.name), `${item.idle} of ${item.size}`, String(item.hits), String(item.misses), String(item.expired), String(item.failures)]
});
