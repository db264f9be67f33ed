// A small terminal: what a shell, top and vi need of the sequences that a program of an
// xterm sends. Colours are ignored.

const SEQUENCE = /\x1b(?:\[([0-9;?>]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()#][0-9A-Za-z]|[^[\]()#])/y;
const LONGEST_SEQUENCE = 256;
const HISTORY = 1000;

export class Screen {

	constructor(columns, rows, reply) {
		this.reply = reply;
		this.history = [];
		this.pending = '';
		this.row = this.column = 0;
		this.resize(columns, rows);
	}

	resize(columns, rows) {
		this.columns = columns;
		this.rows = rows;
		const old = this.lines ?? [];
		while (old.length > rows) {
			if (this.row < rows - 1 || this.row < old.length - 1) {
				old.pop();
			} else {
				this.history.push(old.shift());
				this.row--;
			}
		}
		this.lines = Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => old[i]?.[j] ?? ' '));
		this.row = Math.min(this.row, rows - 1);
		this.column = Math.min(this.column, columns - 1);
	}

	write(text) {
		text = this.pending + text;
		this.pending = '';
		let at = 0;
		while (at < text.length) {
			const character = text.codePointAt(at);
			if (character === 0x1b) {
				SEQUENCE.lastIndex = at;
				const match = SEQUENCE.exec(text);
				if (match) {
					if (match[2]) {
						this.control(match[1], match[2]);
					} else if (match[0] === '\x1bM') {
						this.row > 0 ? this.row-- : this.insertLines(1);
					}
					at = SEQUENCE.lastIndex;
				} else if (text.length - at < LONGEST_SEQUENCE) {
					this.pending = text.slice(at);
					return;
				} else {
					at++;
				}
			} else {
				this.put(String.fromCodePoint(character));
				at += character > 0xffff ? 2 : 1;
			}
		}
	}

	put(character) {
		switch (character) {
			case '\r': this.column = 0; return;
			case '\n': this.lineFeed(); return;
			case '\b': this.column = Math.max(0, this.column - 1); return;
			case '\t': this.column = Math.min(this.columns - 1, (this.column | 7) + 1); return;
		}
		if (character < ' ' || character === '\x7f') {
			return;
		}
		if (this.column >= this.columns) {
			this.column = 0;
			this.lineFeed();
		}
		this.lines[this.row][this.column++] = character;
	}

	lineFeed() {
		if (this.row < this.rows - 1) {
			this.row++;
			return;
		}
		const line = this.lines.shift();
		this.lines.push(this.blank());
		if (!this.saved) {
			this.history.push(line);
			this.history.splice(0, this.history.length - HISTORY);
		}
	}

	insertLines(count) {
		for (let i = 0; i < Math.min(count, this.rows - this.row); i++) {
			this.lines.pop();
			this.lines.splice(this.row, 0, this.blank());
		}
	}

	blank() {
		return Array(this.columns).fill(' ');
	}

	erase(row, from, to) {
		this.lines[row].fill(' ', from, to);
	}

	control(parameters, command) {
		const numbers = parameters.split(';').map((each) => parseInt(each, 10) || 0);
		const count = Math.max(1, numbers[0]);
		const limit = (value, size) => Math.min(Math.max(value, 0), size - 1);
		switch (command) {
			case 'A': this.row = limit(this.row - count, this.rows); break;
			case 'B': this.row = limit(this.row + count, this.rows); break;
			case 'C': this.column = limit(this.column + count, this.columns); break;
			case 'D': this.column = limit(this.column - count, this.columns); break;
			case 'G': this.column = limit(count - 1, this.columns); break;
			case 'd': this.row = limit(count - 1, this.rows); break;
			case 'H':
			case 'f':
				this.row = limit(numbers[0] - 1, this.rows);
				this.column = limit((numbers[1] ?? 0) - 1, this.columns);
				break;
			case 'J':
				for (let row = 0; row < this.rows; row++) {
					if (numbers[0] >= 2 || (numbers[0] === 0 ? row > this.row : row < this.row)) {
						this.erase(row, 0, this.columns);
					}
				}
				if (numbers[0] < 2) {
					this.control(parameters, 'K');
				}
				break;
			case 'K':
				this.erase(this.row, numbers[0] === 0 ? this.column : 0, numbers[0] === 1 ? this.column + 1 : this.columns);
				break;
			case 'X': this.erase(this.row, this.column, this.column + count); break;
			case 'P': {
				const removed = this.lines[this.row].splice(this.column, count);
				this.lines[this.row].push(...removed.fill(' '));
				break;
			}
			case '@': {
				const line = this.lines[this.row];
				line.splice(this.column, 0, ...Array(Math.min(count, this.columns)).fill(' '));
				line.length = this.columns;
				break;
			}
			case 'L': this.insertLines(count); break;
			case 'M': {
				const removed = this.lines.splice(this.row, count);
				this.lines.push(...removed.map(() => this.blank()));
				break;
			}
			case 'n':
				if (numbers[0] === 6) {
					this.reply(`\x1b[${this.row + 1};${Math.min(this.column, this.columns - 1) + 1}R`);
				}
				break;
			case 'h':
			case 'l':
				if (parameters === '?1049' || parameters === '?47') {
					this.alternate(command === 'h');
				}
				break;
		}
	}

	alternate(on) {
		if (on && !this.saved) {
			this.saved = { lines: this.lines, row: this.row, column: this.column };
			this.lines = Array.from({ length: this.rows }, () => this.blank());
			this.row = this.column = 0;
		} else if (!on && this.saved) {
			const saved = this.saved;
			this.saved = undefined;
			Object.assign(this, saved);
			this.resize(this.columns, this.rows);
		}
	}

	// What is before the cursor, below it and after it.
	text() {
		const shown = this.saved ? this.lines : this.history.concat(this.lines);
		const row = this.row + shown.length - this.rows;
		const column = Math.min(this.column, this.columns - 1);
		const line = (cells) => cells.join('').trimEnd();
		return [
			shown.slice(0, row).map((cells) => line(cells) + '\n').join('') + shown[row].slice(0, column).join(''),
			shown[row][column],
			line(shown[row].slice(column + 1)) + shown.slice(row + 1).map((cells) => '\n' + line(cells)).join('')
		];
	}

}
