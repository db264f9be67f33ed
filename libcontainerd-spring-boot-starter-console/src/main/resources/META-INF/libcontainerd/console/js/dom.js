// What is shown comes from containers and registries, which may be hostile: text goes into the
// page as text nodes alone.

export function h(name, properties, ...children) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(properties ?? {})) {
		if (value == null || value === false) {
			continue;
		}
		if (key.startsWith('on')) {
			element.addEventListener(key.slice(2), value);
		} else if (key === 'class') {
			element.className = value;
		} else if (key === 'data') {
			Object.assign(element.dataset, value);
		} else if (key in element && typeof value !== 'string') {
			element[key] = value;
		} else {
			element.setAttribute(key, value);
		}
	}
	element.append(...children.flat().filter((child) => child != null && child !== false));
	return element;
}

export function setText(element, text) {
	const wanted = text == null ? '' : String(text);
	if (element.textContent !== wanted) {
		element.textContent = wanted;
	}
}

const SVG = 'http://www.w3.org/2000/svg';

export function spark() {
	const svg = document.createElementNS(SVG, 'svg');
	svg.setAttribute('class', 'spark');
	svg.setAttribute('viewBox', '0 0 80 20');
	svg.setAttribute('preserveAspectRatio', 'none');
	svg.setAttribute('aria-hidden', 'true');
	const line = document.createElementNS(SVG, 'polyline');
	svg.append(line);
	svg.draw = (values, floor) => {
		const known = values.filter((value) => value != null);
		const top = Math.max(floor, ...known);
		const step = 80 / 39;
		const first = 40 - values.length;
		line.setAttribute('points', values.map((value, i) => value == null ? null
			: `${((first + i) * step).toFixed(1)},${(19 - 18 * value / top).toFixed(1)}`).filter(Boolean).join(' '));
	};
	return svg;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function bytes(count) {
	if (count == null) {
		return '';
	}
	let unit = 0;
	while (count >= 1024 && unit < UNITS.length - 1) {
		count /= 1024;
		unit++;
	}
	return `${unit === 0 || count >= 100 || Number.isInteger(count) ? Math.round(count) : count.toFixed(1)} ${UNITS[unit]}`;
}

export function rate(count) {
	return count == null ? '' : bytes(count) + '/s';
}

export function percent(value) {
	return value == null ? '' : (value >= 10 || value === 0 ? Math.round(value) : value.toFixed(1)) + ' %';
}

export function duration(milliseconds) {
	const seconds = Math.max(0, Math.floor(milliseconds / 1000));
	const minutes = Math.floor(seconds / 60);
	const hours = Math.floor(minutes / 60);
	const days = Math.floor(hours / 24);
	if (seconds < 60) {
		return `${seconds} s`;
	}
	if (minutes < 60) {
		return `${minutes} min`;
	}
	if (hours < 24) {
		return minutes % 60 && hours < 10 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
	}
	return `${days} ${days === 1 ? 'day' : 'days'}`;
}

export function since(time) {
	return time == null ? '' : duration(Date.now() - Date.parse(time));
}

export function clock(time) {
	return new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}

export function moment(time) {
	return new Date(time).toLocaleString();
}

export async function copy(text) {
	try {
		await navigator.clipboard.writeText(text);
	} catch {
		// Not over plain HTTP from another machine.
		const area = h('textarea', { class: 'offscreen' });
		area.value = text;
		document.body.append(area);
		area.select();
		document.execCommand('copy');
		area.remove();
	}
}

export const plural = (count, one, many) => `${count} ${count === 1 ? one : many ?? one + 's'}`;
