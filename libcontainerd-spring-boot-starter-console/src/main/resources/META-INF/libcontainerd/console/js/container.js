import { bytes, duration, h, moment, percent, rate, setText, since } from './dom.js';
import { get, of, session } from './api.js';
import { listen, store, tell } from './store.js';
import { actionButton, actions, stateOf } from './ui.js';
import { chart, Track } from './charts.js';
import { portLink } from './list.js';
import { logTab } from './log.js';
import { specTab } from './spec.js';
import { terminalTab } from './terminal.js';
import { eventsPage } from './events.js';

const TABS = { overview: ['Overview', overviewTab], stats: ['Stats', statsTab], log: ['Log', logTab], terminal: ['Terminal', terminalTab], processes: ['Processes', processesTab], events: ['Events', (place, id) => eventsPage(place, id)], spec: ['Spec', specTab] };

export function containerPage(main, id, tab = 'overview') {
	const address = '#/containers/' + encodeURIComponent(id);
	const dot = h('i', { class: 'dot', 'aria-hidden': 'true' });
	const state = h('span', null);
	const doing = h('div', { class: 'doing' });
	const place = h('div', { class: 'tab-place' });
	const tabs = h('div', { class: 'tabs', role: 'navigation', 'aria-label': 'Views of the container' }, Object.entries(TABS).map(([name, [title]]) =>
		h('a', { href: `${address}/${name}`, 'aria-current': name === tab ? 'page' : null }, title)));
	main.replaceChildren(h('div', { class: 'container-page' },
		h('div', { class: 'title' }, h('a', { class: 'back', href: '#/containers', 'aria-label': 'Back to the list' }, '‹'), h('h1', { title: id }, id), h('span', { class: 'state' }, dot, state), doing), tabs, place));
	let known;
	const presence = { seen: false, gone: false };
	const fill = () => {
		const container = store.byId.get(id);
		presence.seen ||= !!container;
		if (container) {
			presence.gone = false;
		} else if (presence.seen) {
			presence.gone = true;
		}
		if (!container) {
			dot.className = 'dot idle';
			setText(state, store.connected && presence.gone ? 'is gone' : '');
			doing.replaceChildren();
			known = undefined;
			return;
		}
		const now = stateOf(container);
		dot.className = 'dot ' + now.kind;
		setText(state, now.text + (container.startedAt && container.status !== 'EXITED' ? ` for ${since(container.startedAt)}` : ''));
		const key = JSON.stringify([container.status, container.kept, store.busy.has(id)]);
		if (key !== known && !doing.querySelector('.asking')) {
			known = key;
			doing.replaceChildren(...session.act && !store.busy.has(id) ? actions(container).map((what) => actionButton(id, what)) : []);
		}
	};
	fill();
	const stop = listen((what) => ['state', 'busy', 'usage'].includes(what) && fill());
	const close = (TABS[tab] ?? TABS.overview)[1](place, id, presence);
	if (!presence.seen) {
		// One that was run a moment ago is there before anybody was told.
		get(of(id)).catch((error) => {
			if (error.status === 404 && !presence.seen) {
				presence.gone = true;
				tell('state');
			}
		});
	}
	return () => {
		stop();
		close?.();
	};
}

const LINES = [['cpu', 'cpuPercent'], ['memory', 'memory'], ['received', 'received'], ['sent', 'sent'], ['read', 'read'], ['written', 'written']];

function figuresOf(id) {
	const usage = store.usage[id] ?? {};
	return Object.fromEntries(LINES.map(([name, from]) => [name, usage[from]]));
}

function meter(title) {
	const bar = h('meter', { min: '0', max: '1', low: '0.8', high: '0.95', optimum: '0', value: '0', 'aria-label': title });
	const text = h('b', null);
	const element = h('div', { class: 'card meter' }, h('span', null, title), text, bar);
	return { element, set: (value, limit, shown) => {
		setText(text, shown);
		bar.hidden = !limit;
		if (limit) {
			bar.value = Math.min(1, value / limit);
		}
	} };
}

function overviewTab(place, id, presence) {
	const facts = h('dl', { class: 'facts' });
	const cpu = meter('CPU');
	const memory = meter('Memory');
	const pids = meter('Processes');
	const disk = meter('Disk');
	const track = new Track(LINES.map(([name]) => name));
	const cpuChart = chart('CPU', [['CPU', '--c1']], percent, { floor: 5 });
	const memoryChart = chart('Memory', [['Memory', '--c2']], bytes, { floor: 1 << 20, binary: true });
	const health = h('pre', { class: 'health', hidden: true });
	place.replaceChildren(h('div', { class: 'page' }, h('div', { class: 'tiles' }, cpu.element, memory.element, pids.element, disk.element),
		h('div', { class: 'charts' }, cpuChart.element, memoryChart.element), h('section', { class: 'card' }, facts, health)));
	let details = {};
	const fill = () => {
		const container = store.byId.get(id);
		const usage = store.usage[id] ?? {};
		cpu.set(usage.cpuPercent ?? 0, (details.cpus ?? 0) * 100, usage.cpuPercent == null ? '–' : percent(usage.cpuPercent) + (details.cpus ? ` of ${percent(details.cpus * 100)}` : ', not limited'));
		memory.set(usage.memory ?? 0, usage.memoryLimit, usage.memory == null ? '–' : bytes(usage.memory) + (usage.memoryLimit ? ` of ${bytes(usage.memoryLimit)}` : ', not limited'));
		pids.set(usage.pids ?? 0, details.pids, usage.pids == null ? '–' : String(usage.pids) + (details.pids ? ` of ${details.pids}` : ', not limited'));
		disk.set(0, 0, details.disk == null ? '–' : bytes(details.disk));
		if (!container) {
			facts.replaceChildren(...!presence.gone ? [] : [h('dt', null, 'State'), h('dd', null, 'This container is gone. Nothing is left of it on the host.')]);
			return;
		}
		const rows = [
			['Image', container.image ?? 'none, made from a directory'], ['Command', (container.command ?? details.command) && h('code', null, container.command ?? details.command)],
			['Created', moment(container.createdAt)], ['Started', container.startedAt && moment(container.startedAt)],
			['Ended', container.exitedAt && `${moment(container.exitedAt)}, ${stateOf(container).text}`],
			['Runs', container.run > 1 ? `${container.run}, so it was started again ${container.run - 1} ${container.run === 2 ? 'time' : 'times'}` : null],
			['Kept', container.kept ? 'yes, it can be started again, and holds disk until it is removed' : null],
			['Declared as', container.declared], ['Pool', container.pool],
			['Networks', Object.entries(container.networks).map(([name, at]) => h('div', null, h('a', { href: '#/networks' }, name), ' ', at))],
			['Ports', container.ports.map((port) => h('div', null, portLink(port), ' ', h('small', { class: 'dim' }, port.text)))],
			['Mounts', (details.mounts ?? []).map((mount) => h('div', null, h('code', null, mount.at), ' ', mount.volume ? h('a', { href: '#/volumes' }, mount.volume) : mount.source, mount.readOnly && h('small', { class: 'dim' }, ' read-only')))],
			['Health', details.health && `${details.health.status.toLowerCase()}${details.health.failures ? `, failed ${details.health.failures} times` : ''}`],
			['Labels', Object.entries(container.labels).map(([name, text]) => h('div', { class: 'label' }, h('code', null, name), ' ', text))]
		].filter(([, value]) => value != null && value !== false && !(Array.isArray(value) && !value.length));
		facts.replaceChildren(...rows.flatMap(([name, value]) => [h('dt', null, name), h('dd', null, value)]));
		health.hidden = !details.health?.output;
		setText(health, details.health?.output);
	};
	const load = async () => {
		try {
			details = await get(of(id));
		} catch {
			details = {};
		}
		fill();
	};
	const draw = () => {
		cpuChart.set(track.part(10, 'cpu'));
		memoryChart.set(track.part(10, 'memory'));
	};
	get(`${of(id)}/history`).then((history) => {
		track.load(history);
		draw();
	}).catch(() => {});
	fill();
	load();
	const stop = listen((what) => {
		if (what === 'usage' && store.usage[id]) {
			track.add(store.usageAt, figuresOf(id));
			draw();
		}
		if (what === 'usage' || what === 'state') {
			fill();
		}
	});
	const timer = setInterval(load, 10000);
	return () => {
		stop();
		clearInterval(timer);
		cpuChart.close();
		memoryChart.close();
	};
}

function statsTab(place, id) {
	const track = new Track(LINES.map(([name]) => name));
	const charts = [
		[chart('CPU, in percent of one processor', [['CPU', '--c1']], percent, { floor: 5 }), ['cpu']], [chart('Memory', [['Memory', '--c2']], bytes, { floor: 1 << 20, binary: true }), ['memory']],
		[chart('Network', [['received', '--c1'], ['sent', '--c3']], rate, { floor: 1024, binary: true }), ['received', 'sent']], [chart('Disk', [['read', '--c1'], ['written', '--c3']], rate, { floor: 1024, binary: true }), ['read', 'written']]
	];
	let minutes = 10;
	const ranges = h('div', { class: 'chips', role: 'group', 'aria-label': 'Time' });
	const draw = () => charts.forEach(([made, names]) => made.set(track.part(minutes, ...names)));
	const fillRanges = () => ranges.replaceChildren(...[[5, '5 min'], [10, '10 min'], [60, '1 h'], [180, '3 h']].map(([value, text]) => h('button', { type: 'button', class: 'chip', 'aria-pressed': String(value === minutes), onclick: () => {
		minutes = value;
		fillRanges();
		draw();
	} }, text)));
	fillRanges();
	place.replaceChildren(h('div', { class: 'page' }, h('div', { class: 'toolbar' }, ranges, h('span', { class: 'dim' }, 'Remembered for as long as somebody looks at the console.')), h('div', { class: 'charts' }, charts.map(([made]) => made.element))));
	get(`${of(id)}/history`).then((history) => {
		track.load(history);
		draw();
	}).catch(() => {});
	const stop = listen((what) => {
		if (what === 'usage' && store.usage[id]) {
			track.add(store.usageAt, figuresOf(id));
			draw();
		}
	});
	return () => {
		stop();
		charts.forEach(([made]) => made.close());
	};
}

function processesTab(place, id) {
	const body = h('tbody');
	place.replaceChildren(h('div', { class: 'page' }, h('section', { class: 'card' }, h('table', { class: 'plain' }, h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'PID on the host'), h('th', { scope: 'col' }, 'Command'))), body))));
	const load = async () => {
		let items = [];
		let problem = 'It does not run, so it has no processes.';
		try {
			items = await get(`${of(id)}/processes`);
		} catch (error) {
			problem = store.byId.get(id)?.status === 'EXITED' ? problem : error.message;
		}
		body.replaceChildren(...items.length ? items.map((item) => h('tr', null, h('td', { class: 'number', 'data-title': 'PID' }, String(item.pid)), h('td', { 'data-title': 'Command' }, h('code', null, item.command.join(' '))))) : [h('tr', null, h('td', { colspan: '2', class: 'dim' }, problem))]);
	};
	load();
	const timer = setInterval(load, 3000);
	return () => clearInterval(timer);
}
