// The queue of the application: how much waits, who works, and what becomes of each job.

import { bytes, duration, h, moment, plural, setText, since } from './dom.js';
import { get, remove, session } from './api.js';
import { asking, attempt } from './ui.js';

const STATES = ['queued', 'running', 'done', 'parked', 'cancelled'];
const KINDS = { queued: 'warn', running: 'good', done: 'idle', parked: 'bad', cancelled: 'idle' };
const PERIOD = 2000;

const lower = (text) => text.toLowerCase().replaceAll('_', ' ');

function table(columns, rows, blank) {
	return h('table', { class: 'plain' }, h('thead', null, h('tr', null, columns.map((name) => h('th', { scope: 'col' }, name)))),
		h('tbody', null, rows.length ? rows : h('tr', null, h('td', { colspan: String(columns.length), class: 'dim' }, blank))));
}

function share(used, total, text, label) {
	return [text, h('meter', { min: '0', max: '1', value: String(total ? Math.min(1, used / total) : 0), 'aria-label': label })];
}

function workerRow(worker) {
	const cell = (title, ...children) => h('td', { 'data-title': title }, ...children);
	const labels = Object.entries(worker.labels).map(([name, value]) => `${name}=${value}`).join(' ');
	const silent = worker.silentMillis > 15000;
	return h('tr', null, cell('Worker', h('b', null, worker.name), labels && h('small', { class: 'dim' }, labels)), cell('Jobs', String(worker.running)),
		cell('Memory promised', share(worker.memoryReserved, worker.memory, `${bytes(worker.memoryReserved)} of ${bytes(worker.memory)}`, `Memory of ${worker.name}`)),
		cell('Processors promised', share(worker.cpusReserved, worker.cpus, `${worker.cpusReserved} of ${worker.cpus}`, `Processors of ${worker.name}`)),
		cell('State', h('span', { class: 'state' }, h('i', { class: 'dot ' + (silent ? 'bad' : worker.draining ? 'warn' : 'good'), 'aria-hidden': 'true' }),
			silent ? `not heard of for ${duration(worker.silentMillis)}` : worker.draining ? 'takes no more jobs' : 'takes jobs')));
}

export function queuePage(main) {
	const tiles = h('div', { class: 'tiles' });
	const tile = (title) => {
		const value = h('b', null, '–');
		const more = h('small', null);
		tiles.append(h('div', { class: 'tile card' }, h('span', null, title), value, more));
		return (text, detail) => {
			setText(value, text);
			setText(more, detail ?? '');
		};
	};
	const waiting = tile('Waiting');
	const running = tile('Running');
	const done = tile('Done');
	const parked = tile('Parked');
	const cancelled = tile('Cancelled');
	const filter = h('input', { type: 'search', id: 'filter', placeholder: 'Filter: job, image, submitter, worker', 'aria-label': 'Filter', autocomplete: 'off', spellcheck: 'false' });
	const chips = h('div', { class: 'chips', role: 'group', 'aria-label': 'State' });
	const workers = h('section', { class: 'card' });
	const jobs = h('section', { class: 'card' });
	const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
	main.replaceChildren(h('div', { class: 'page' }, h('h1', { class: 'offscreen' }, 'Queue'), problem, tiles, workers, h('div', { class: 'toolbar' }, filter, chips), jobs));
	let state = '';
	let shown;
	let drawn;
	const opened = new Map();
	let gone = false;

	function drawChips(counts) {
		chips.replaceChildren(...['', ...STATES].map((name) => h('button', { type: 'button', class: 'chip', 'aria-pressed': String(state === name), onclick: () => {
			state = name;
			load();
		} }, name || 'newest', name && h('b', null, String(counts[name])))));
	}

	function attempts(job) {
		const place = h('div', { class: 'attempts' }, h('p', { class: 'dim' }, 'Loading …'));
		get('api/queue/' + encodeURIComponent(job.id)).then((all) => place.replaceChildren(...all.length ? all.map((each) => h('p', null, `Attempt ${each.number} on ${each.node}, ${moment(each.startedAt)}`,
			each.endedAt && ` for ${duration(Date.parse(each.endedAt) - Date.parse(each.startedAt))}`, `: ${each.end ? lower(each.end) : 'runs'}`, each.problem && `, ${each.problem}`)) : [h('p', { class: 'dim' }, 'No worker has taken it yet.')]),
		(error) => place.replaceChildren(h('p', { class: 'dim' }, error.message)));
		return place;
	}

	function jobRow(job) {
		const name = lower(job.state);
		const cell = (title, ...children) => h('td', { 'data-title': title }, ...children);
		const details = h('details', { class: 'job', open: opened.has(job.id) }, h('summary', null, h('b', null, job.id)));
		const unfold = () => {
			if (details.open && !details.querySelector('.attempts')) {
				details.append(opened.get(job.id)?.key === name + job.attempt ? opened.get(job.id).place : attempts(job));
				opened.set(job.id, { key: name + job.attempt, place: details.querySelector('.attempts') });
			} else if (!details.open) {
				opened.delete(job.id);
				details.querySelector('.attempts')?.remove();
			}
		};
		if (details.open) {
			unfold();
		}
		details.addEventListener('toggle', unfold);
		const final = !['queued', 'running'].includes(name);
		return h('tr', { data: { job: job.id } }, cell('Job', details, h('small', { class: 'dim' }, job.image)),
			cell('State', h('span', { class: 'state' }, h('i', { class: 'dot ' + KINDS[name], 'aria-hidden': 'true' }), job.cancelRequested && !final ? 'being cancelled' : name), job.problem && h('small', { class: 'dim' }, job.problem)),
			cell('Submitter', job.submitter, job.priority !== 0 && h('small', { class: 'dim' }, `priority ${job.priority}`)), cell('Worker', job.node ?? h('span', { class: 'dim' }, 'none yet'), job.attempt > 1 && h('small', { class: 'dim' }, `attempt ${job.attempt}`)),
			cell('Since', since(job.finishedAt ?? job.startedAt ?? job.submittedAt)),
			session.act && h('td', { class: 'do' }, !final && !job.cancelRequested && asking('Cancel', 'Cancel it?', async () => {
				const answer = await attempt(() => remove('api/queue/' + encodeURIComponent(job.id)), (result) => result.cancelled ? `${job.id} is cancelled` : `${job.id} has ended already`);
				if (answer) {
					load();
				}
			})));
	}

	// Whoever is at a line or a state stays there while the figures change.
	function focused() {
		const line = document.activeElement?.closest('tr[data-job]');
		const chip = [...chips.children].indexOf(document.activeElement);
		const what = document.activeElement?.tagName;
		return () => (chip >= 0 ? chips.children[chip]
			: line && [...jobs.querySelectorAll('tr[data-job]')].find((each) => each.dataset.job === line.dataset.job)?.querySelector(what))?.focus();
	}

	function draw() {
		const back = focused();
		const { counts } = shown;
		waiting(String(counts.queued), counts.queued ? `the oldest for ${duration(shown.oldestMillis)}` : 'nobody waits');
		running(String(counts.running), `on ${plural(shown.workers.length, 'worker')}`);
		done(String(counts.done), 'with a result');
		parked(String(counts.parked), counts.parked ? 'not tried again' : 'none failed');
		cancelled(String(counts.cancelled));
		drawChips(counts);
		workers.replaceChildren(h('h2', null, 'Workers'), table(['Worker', 'Jobs', 'Memory promised', 'Processors promised', 'State'], shown.workers.map(workerRow),
			'No worker has reported. An application is one with libcontainerd.queue.worker.enabled=true.'));
		const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
		const some = shown.jobs.filter((job) => words.every((word) => `${job.id} ${job.image} ${job.submitter} ${job.node ?? ''}`.toLowerCase().includes(word)));
		jobs.replaceChildren(h('h2', null, state ? `Jobs that are ${state}` : 'The newest jobs'), table(['Job', 'State', 'Submitter', 'Worker', 'Since', ...session.act ? [''] : []], some.map(jobRow),
			shown.jobs.length ? 'No job matches.' : 'There are none.'));
		back();
	}

	async function load() {
		try {
			const answer = await get('api/queue' + (state ? '?state=' + state : ''));
			if (gone || main.querySelector('.asking')) {
				return;
			}
			problem.hidden = true;
			shown = answer;
			// What nobody sees change is not drawn anew, so that what one has marked stays marked.
			const key = JSON.stringify([state, answer, Math.floor(Date.now() / 30000)]);
			if (key !== drawn) {
				drawn = key;
				draw();
			}
		} catch (error) {
			problem.textContent = error.message;
			problem.hidden = false;
		}
	}
	filter.addEventListener('input', () => shown && draw());
	load();
	const timer = setInterval(() => !document.hidden && load(), PERIOD);
	return () => {
		gone = true;
		clearInterval(timer);
	};
}
