// What is known of the containers, kept up to date by one event stream.

import { get } from './api.js';

const SPARK = 40;
const MAX_HAPPENINGS = 500;

export const store = {
	connected: false, state: null, containers: [], byId: new Map(), usage: {}, sparks: new Map(), happenings: [],
	perMinute: [[], [], []], pulls: new Map(), busy: new Map()
};

const listeners = new Set();

export function listen(listener) {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function tell(what, data) {
	for (const listener of [...listeners]) {
		listener(what, data);
	}
}

let source;
let retry;

export function connect(whenRefused) {
	clearTimeout(retry);
	source?.close();
	source = new EventSource('api/events');
	source.addEventListener('open', () => loadKnown().catch(() => {}));
	source.addEventListener('state', (event) => showState(JSON.parse(event.data)));
	source.addEventListener('usage', (event) => showUsage(JSON.parse(event.data)));
	source.addEventListener('happened', (event) => happened(JSON.parse(event.data)));
	source.addEventListener('pull', (event) => showPull(JSON.parse(event.data)));
	source.addEventListener('error', () => {
		store.connected = false;
		tell('connection');
		// It would try again by itself after a broken connection, but not after a refusal.
		source.close();
		retry = setTimeout(async () => {
			try {
				await get('api/session');
				connect(whenRefused);
			} catch (error) {
				if (error.status === 401 || error.status === 403) {
					whenRefused(error);
				} else {
					source.dispatchEvent(new Event('error'));
				}
			}
		}, 1500);
	});
}

export function disconnect() {
	clearTimeout(retry);
	source?.close();
}

async function loadKnown() {
	const known = await get('api/known');
	store.happenings = known.happenings.reverse();
	store.perMinute = known.perMinute;
	store.usage = known.usage;
	for (const [id, [cpu, memory]] of Object.entries(known.sparks)) {
		store.sparks.set(id, { cpu, memory });
	}
	store.pulls = new Map(known.pulls.map((pull) => [pull.image, pull]));
	tell('known');
}

function showState(state) {
	const again = !store.connected;
	store.connected = true;
	store.state = state;
	store.containers = state.containers;
	store.byId = new Map(state.containers.map((container) => [container.id, container]));
	for (const id of store.sparks.keys()) {
		if (!store.byId.has(id)) {
			store.sparks.delete(id);
		}
	}
	tell('state');
	if (again) {
		tell('connection');
	}
}

function push(values, value) {
	values.push(value ?? null);
	if (values.length > SPARK) {
		values.shift();
	}
}

function showUsage(usage) {
	store.usage = usage.containers;
	store.usageAt = usage.at;
	for (const [id, figures] of Object.entries(usage.containers)) {
		let spark = store.sparks.get(id);
		if (!spark) {
			store.sparks.set(id, spark = { cpu: [], memory: [] });
		}
		push(spark.cpu, figures.cpuPercent);
		push(spark.memory, figures.memory);
	}
	tell('usage');
}

function happened(happening) {
	store.happenings.unshift(happening);
	store.happenings.length = Math.min(store.happenings.length, MAX_HAPPENINGS);
	const kind = ['start-container', 'exit', 'oom'].indexOf(happening.what);
	if (kind >= 0 && store.perMinute[kind].length) {
		store.perMinute[kind][store.perMinute[kind].length - 1]++;
	}
	tell('happened', happening);
}

function showPull(pull) {
	store.pulls.set(pull.image, pull);
	tell('pull', pull);
}

export function totals() {
	const sums = { cpu: 0, memory: 0, received: 0, sent: 0, read: 0, written: 0 };
	for (const figures of Object.values(store.usage)) {
		sums.cpu += figures.cpuPercent ?? 0;
		for (const name of ['memory', 'received', 'sent', 'read', 'written']) {
			sums[name] += figures[name] ?? 0;
		}
	}
	return sums;
}
