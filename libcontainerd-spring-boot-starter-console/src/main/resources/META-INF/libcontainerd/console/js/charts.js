// Lines over time, drawn by uPlot, which is loaded when it is first needed.

import { h } from './dom.js';

let loading;

function load() {
	loading ??= new Promise((resolve, reject) => {
		const script = h('script', { src: 'lib/uPlot.iife.min.js' });
		script.addEventListener('load', () => resolve(globalThis.uPlot));
		script.addEventListener('error', () => reject(new Error('The charts can\'t be loaded')));
		document.head.append(script);
	});
	return loading;
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// series: [[label, colour variable], ...]; the data is [[seconds...], [values...], ...].
export function chart(title, series, format, { floor = 0, binary = false } = {}) {
	const place = h('div', { class: 'plot' });
	const legend = h('div', { class: 'legend' });
	const element = h('figure', { class: 'chart card' }, h('figcaption', null, title, legend), place);
	const values = series.map(([label, variable]) => {
		const value = h('b', null, '');
		legend.append(h('span', { class: 'key' }, h('i', { class: 'swatch ' + variable.slice(2) }), series.length > 1 && label + ' ', value));
		return value;
	});
	let plot;
	let data;
	let gone = false;
	const show = (at) => values.forEach((value, i) => {
		const known = data?.[i + 1]?.[at ?? data[0].length - 1];
		value.textContent = known == null ? '–' : format(known);
	});
	const make = async () => {
		const UPlot = await load();
		if (gone) {
			return;
		}
		plot?.destroy();
		const axis = { stroke: colour('--dim'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
		plot = new UPlot({
			width: Math.max(200, place.clientWidth), height: Math.max(100, place.clientHeight), legend: { show: false }, cursor: { points: { size: 6 }, drag: { x: true, y: false } },
			scales: { y: { range: (u, low, high) => [0, Math.max(floor, (high ?? 0) * 1.1) || 1] } },
			axes: [{ ...axis, space: 70, size: 26, values: (u, times) => times.map((time) => new Date(time * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: times.at(-1) - times[0] < 300 ? '2-digit' : undefined, hourCycle: 'h23' })) },
				{ ...axis, size: 68, space: 36, incrs: binary ? Array.from({ length: 44 }, (_, i) => 2 ** i) : undefined, values: (u, ticks) => ticks.map((tick) => format(tick)) }],
			series: [{}, ...series.map(([label, variable]) => ({ label, stroke: colour(variable), width: 1.5, spanGaps: false, points: { show: false },
				fill: series.length === 1 ? colour(variable) + '22' : undefined }))],
			hooks: { setCursor: [(u) => show(u.cursor.idx ?? undefined)] }
		}, data ?? [[], ...series.map(() => [])], place);
	};
	const resized = new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: place.clientHeight }));
	resized.observe(place);
	const dark = matchMedia('(prefers-color-scheme: dark)');
	dark.addEventListener('change', make);
	make().catch((error) => place.replaceChildren(h('p', { class: 'dim' }, error.message)));
	return {
		element,
		set: (next) => {
			data = next;
			element.dataset.points = next[0].length;
			plot?.setData(next);
			show();
		},
		close: () => {
			gone = true;
			resized.disconnect();
			dark.removeEventListener('change', make);
			plot?.destroy();
		}
	};
}

// Joins the columns of the server and what came afterwards.
export class Track {

	constructor(names) {
		this.names = names;
		this.columns = [[], ...names.map(() => [])];
	}

	load(history) {
		this.columns = [[], ...this.names.map(() => [])];
		history.at.forEach((time, i) => this.add(time, Object.fromEntries(this.names.map((name) => [name, history[name][i]]))));
	}

	add(milliseconds, figures) {
		const last = this.columns[0].at(-1);
		const now = milliseconds / 1000;
		if (last !== undefined && now <= last) {
			return;
		}
		// A gap in which nobody has looked is a gap in the line.
		if (last !== undefined && now - last > 45) {
			this.columns[0].push(last + 1);
			this.names.forEach((name, i) => this.columns[i + 1].push(null));
		}
		this.columns[0].push(now);
		this.names.forEach((name, i) => this.columns[i + 1].push(figures[name] ?? null));
		if (this.columns[0].length > 4000) {
			this.columns.forEach((column) => column.shift());
		}
	}

	// The last so many minutes of some columns.
	part(minutes, ...names) {
		const from = minutes ? this.columns[0].findIndex((time) => time >= Date.now() / 1000 - minutes * 60) : 0;
		const start = from < 0 ? this.columns[0].length : from;
		return [this.columns[0].slice(start), ...names.map((name) => this.columns[this.names.indexOf(name) + 1].slice(start))];
	}

}
