import { bytes, h, percent, plural, rate, setText } from './dom.js';
import { get } from './api.js';
import { listen, store, totals } from './store.js';
import { chart, Track } from './charts.js';
import { eventItem } from './events.js';
import { pullItem } from './images.js';

export function overviewPage(main) {
	const tiles = h('div', { class: 'tiles' });
	const tile = (title, href) => {
		const value = h('b', null, '–');
		const more = h('small', null);
		tiles.append(h('a', { class: 'tile card', href }, h('span', null, title), value, more));
		return (text, detail) => {
			setText(value, text);
			setText(more, detail ?? '');
		};
	};
	const running = tile('Running', '#/containers');
	const ended = tile('Ended', '#/containers?state=ended');
	const cpu = tile('CPU', '#/containers?sort=cpu');
	const memory = tile('Memory', '#/containers?sort=memory');
	const net = tile('Network', '#/networks');
	const disk = tile('Disk', '#/containers');

	const track = new Track(['cpu', 'memory', 'received', 'sent', 'read', 'written']);
	const cpuChart = chart('CPU of all, in percent of one processor', [['CPU', '--c1']], percent, { floor: 10 });
	const memoryChart = chart('Memory of all', [['Memory', '--c2']], bytes, { floor: 1 << 20, binary: true });
	const netChart = chart('Network', [['received', '--c1'], ['sent', '--c3']], rate, { floor: 1024, binary: true });
	const eventChart = chart('Starts and ends, by minute', [['starts', '--c1'], ['ends', '--c3'], ['out of memory', '--c4']], (value) => String(Math.round(value)), { floor: 4 });
	const charts = [cpuChart, memoryChart, netChart, eventChart];
	const happenings = h('ol', { class: 'events' });
	const pulls = h('div', null);
	main.replaceChildren(h('div', { class: 'page' }, h('h1', { class: 'offscreen' }, 'Overview'), tiles,
		h('div', { class: 'charts' }, charts.map((each) => each.element)),
		h('div', { class: 'two' },
			h('section', { class: 'card' }, h('h2', null, 'What happened last ', h('a', { href: '#/events' }, 'all')), happenings),
			h('section', { class: 'card' }, h('h2', null, 'Pulls ', h('a', { href: '#/images' }, 'images')), pulls))));

	const fill = () => {
		const count = (status) => store.containers.filter((each) => each.status === status).length;
		const paused = count('PAUSED');
		const failed = store.containers.filter((each) => each.status === 'EXITED' && each.exitCode !== 0).length;
		const unhealthy = store.containers.filter((each) => each.health === 'UNHEALTHY').length;
		running(String(count('RUNNING')), [unhealthy && `${unhealthy} unhealthy`, paused && `${paused} paused`].filter(Boolean).join(', ') || 'all well');
		ended(String(count('EXITED')), failed ? `${failed} failed` : 'none failed');
		const sums = totals();
		const share = store.containers.reduce((sum, each) => sum + (store.usage[each.id]?.memoryLimit ?? 0), 0);
		cpu(percent(sums.cpu) || '0 %', 'of one processor');
		memory(bytes(sums.memory), share ? `limits add up to ${bytes(share)}` : 'nothing is limited');
		net(rate(sums.received + sums.sent), `${rate(sums.received)} in, ${rate(sums.sent)} out`);
		disk(rate(sums.read + sums.written), `${rate(sums.read)} read, ${rate(sums.written)} written`);
	};
	const draw = () => {
		cpuChart.set(track.part(15, 'cpu'));
		memoryChart.set(track.part(15, 'memory'));
		netChart.set(track.part(15, 'received', 'sent'));
	};
	const drawEvents = () => {
		const now = Math.floor(Date.now() / 60000) * 60;
		const [starts] = store.perMinute;
		eventChart.set([starts.map((_, i) => now - (starts.length - 1 - i) * 60), ...store.perMinute]);
		happenings.replaceChildren(...store.happenings.slice(0, 12).map(eventItem));
		if (!store.happenings.length) {
			happenings.append(h('li', { class: 'dim' }, 'Nothing yet. Starts, ends and restarts appear here as they happen.'));
		}
	};
	const drawPulls = () => pulls.replaceChildren(...store.pulls.size ? [...store.pulls.values()].map((pull) => pullItem(pull)) : [h('p', { class: 'dim' }, 'Nothing is being pulled.')]);
	get('api/history').then((history) => {
		track.load(history);
		draw();
	}).catch(() => {});
	fill();
	drawEvents();
	drawPulls();
	const stop = listen((what) => {
		if (what === 'usage') {
			track.add(store.usageAt, totals());
			draw();
		}
		if (['state', 'usage', 'known'].includes(what)) {
			fill();
		}
		if (what === 'happened' || what === 'known') {
			drawEvents();
		}
		if (what === 'pull' || what === 'known') {
			drawPulls();
		}
	});
	return () => {
		stop();
		charts.forEach((each) => each.close());
	};
}
