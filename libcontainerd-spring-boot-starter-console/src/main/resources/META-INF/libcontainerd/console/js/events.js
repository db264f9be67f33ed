import { clock, h, moment } from './dom.js';
import { listen, store } from './store.js';

const WORDS = {
	'start-container': 'started', exit: 'ended', oom: 'ran out of memory', pause: 'paused', resume: 'resumed', restart: 'is started again',
	restore: 'was found running', 'start-process': 'started a process', 'exit-process': 'ended a process', health: 'changed its health',
	connected: 'containerd is there', disconnected: 'containerd is away', daemonrestarted: 'containerd was restarted',
	daemonfailed: 'containerd can\'t be started', resynchronized: 'events were caught up', networksrepaired: 'networks were repaired'
};

export function describe(happening) {
	let text = WORDS[happening.what] ?? happening.what;
	if (happening.exitCode != null) {
		text += ` with ${happening.exitCode}`;
	}
	if (happening.oomKilled && happening.what !== 'oom') {
		text += ', out of memory';
	}
	return happening.message ? `${text}: ${happening.message}` : text;
}

export function eventItem(happening) {
	const bad = happening.what === 'oom' || happening.oomKilled || (happening.what.startsWith('exit') && (happening.exitCode ?? 0) !== 0) || happening.what === 'disconnected' || happening.what === 'daemonfailed';
	return h('li', { class: bad ? 'bad' : '' }, h('time', { datetime: happening.at, title: moment(happening.at) }, clock(happening.at)),
		happening.containerId && h('a', { href: '#/containers/' + encodeURIComponent(happening.containerId) }, happening.containerId),
		h('span', null, describe(happening)));
}

export function eventsPage(main, only) {
	const filter = h('input', { type: 'search', id: 'filter', placeholder: 'Filter: container, ended, memory …', 'aria-label': 'Filter', autocomplete: 'off', spellcheck: 'false' });
	const list = h('ol', { class: 'events' });
	const fill = () => {
		const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
		const shown = store.happenings.filter((each) => (only === undefined || each.containerId === only)
			&& words.every((word) => `${each.containerId} ${each.what} ${describe(each)}`.toLowerCase().includes(word)));
		list.replaceChildren(...shown.slice(0, 500).map(eventItem));
		if (!shown.length) {
			list.append(h('li', { class: 'dim' }, store.happenings.length && words.length ? 'Nothing that matches.' : 'Nothing yet. What happens from now on appears here.'));
		}
	};
	filter.addEventListener('input', fill);
	main.replaceChildren(h('div', { class: 'page' }, only === undefined && h('h1', { class: 'offscreen' }, 'Events'), h('div', { class: 'toolbar' }, filter), h('section', { class: 'card grow' }, list)));
	fill();
	return listen((what) => (what === 'happened' || what === 'known') && fill());
}
