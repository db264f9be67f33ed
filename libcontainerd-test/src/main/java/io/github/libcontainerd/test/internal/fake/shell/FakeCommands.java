/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.libcontainerd.test.internal.fake.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The commands of the fake's shell.
 */
final class FakeCommands {

	private static final int BUFFER = 16 * 1024;

	private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "QUIT", 3, "KILL", 9, "USR1", 10,
			"USR2", 12, "ALRM", 14, "TERM", 15, "EXIT", 0);

	private final FakeShell shell;

	FakeCommands(FakeShell shell) {
		this.shell = shell;
	}

	/**
	 * The number of a signal.
	 */
	static int signal(String name) {
		String plain = name.toUpperCase(Locale.ROOT).replaceFirst("^-", "").replaceFirst("^SIG", "");
		Integer number = SIGNALS.get(plain);
		return (number != null) ? number : Integer.parseInt(plain);
	}

	int run(String name, List<String> args, boolean inShell) {
		return switch (name) {
			case "true", ":" -> 0;
			case "false" -> 1;
			case "echo" -> echo(args);
			case "printf" -> printf(args);
			case "sleep" -> sleep(args);
			case "head" -> head(args);
			case "seq" -> seq(args);
			case "yes" -> yes(args);
			case "kill" -> kill(args);
			case "wc" -> wc(args.contains("-l"));
			case "env", "printenv" -> env();
			case "pwd" -> output(this.shell.spec.cwd() + "\n");
			case "test", "[" -> test(args);
			case "stty" -> stty(args);
			case "id" -> id(args);
			case "hostname" -> output(this.shell.spec.hostname() + "\n");
			case "exit", "trap", "wait", "export", "set", "exec", "read", "cd" -> {
				yield inShell ? builtin(name, args) : missing(name);
			}
			default -> FakeFileCommands.has(name) ? new FakeFileCommands(this.shell).run(name, args) : missing(name);
		};
	}

	private int builtin(String name, List<String> args) {
		switch (name) {
			case "exit" -> throw new ProgramEnded(args.isEmpty() ? 0 : Integer.parseInt(args.get(0)) & 0xff);
			case "trap" -> {
				String command = args.get(0);
				args.subList(1, args.size()).forEach((signal) -> this.shell.run.trap(signal(signal), command));
				return 0;
			}
			case "wait" -> {
				return this.shell.awaitJobs();
			}
			case "export" -> {
				for (String arg : args) {
					int equals = arg.indexOf('=');
					if (equals > 0) {
						this.shell.assign(arg.substring(0, equals), arg.substring(equals + 1));
					}
				}
				return 0;
			}
			case "exec" -> throw new ProgramEnded(args.isEmpty() ? 0 : this.shell.execute(args));
			case "read" -> {
				String line = this.shell.readLine();
				if (!args.isEmpty()) {
					this.shell.assign(args.get(args.size() - 1), (line != null) ? line : "");
				}
				return (line != null) ? 0 : 1;
			}
			default -> {
				return 0;
			}
		}
	}

	private int missing(String name) {
		this.shell.print(this.shell.err, this.shell.name() + ": " + name + ": not found\n");
		return 127;
	}

	private int output(String text) {
		this.shell.print(this.shell.out, text);
		return 0;
	}

	private int echo(List<String> args) {
		boolean newline = args.isEmpty() || !args.get(0).equals("-n");
		return output(String.join(" ", newline ? args : args.subList(1, args.size())) + (newline ? "\n" : ""));
	}

	private int printf(List<String> args) {
		StringBuilder text = new StringBuilder();
		String format = args.get(0);
		int next = 1;
		do {
			for (int i = 0; i < format.length(); i++) {
				char c = format.charAt(i);
				char following = (i + 1 < format.length()) ? format.charAt(i + 1) : 0;
				if (c == '\\' && following != 0) {
					i++;
					text.append(switch (following) {
						case 'n' -> '\n';
						case 't' -> '\t';
						case 'r' -> '\r';
						case '0' -> '\0';
						default -> following;
					});
				}
				else if (c == '%' && following == '%') {
					i++;
					text.append('%');
				}
				else if (c == '%' && (following == 's' || following == 'd')) {
					i++;
					text.append((next < args.size()) ? args.get(next) : "");
					next++;
				}
				else {
					text.append(c);
				}
			}
		}
		while (next > 1 && next < args.size());
		return output(text.toString());
	}

	private int sleep(List<String> args) {
		String text = args.isEmpty() ? "0" : args.get(0);
		if (text.equals("infinity") || text.equals("inf")) {
			text = "1e9";
		}
		double factor = switch (text.charAt(text.length() - 1)) {
			case 'm' -> 60;
			case 'h' -> 3600;
			case 'd' -> 86400;
			default -> 1;
		};
		this.shell.run.sleep(this.shell,
				(long) (Double.parseDouble(text.replaceAll("[smhd]$", "")) * factor * 1_000_000_000L));
		return 0;
	}

	private int id(List<String> args) {
		FakeSpec.User user = this.shell.spec.user();
		List<Long> groups = new ArrayList<>(List.of(user.gid()));
		user.groups().stream().filter((group) -> !groups.contains(group)).forEach(groups::add);
		String option = args.isEmpty() ? "-u" : args.get(0);
		return output(switch (option) {
			case "-g" -> user.gid() + "\n";
			case "-G" -> String.join(" ", groups.stream().map(String::valueOf).toList()) + "\n";
			default -> user.uid() + "\n";
		});
	}

	private int copy(InputStream stream, long limit) {
		byte[] buffer = new byte[BUFFER];
		long left = limit;
		while (left > 0) {
			int count = read(stream, buffer, (int) Math.min(buffer.length, left));
			if (count < 0) {
				break;
			}
			this.shell.write(this.shell.out, Arrays.copyOf(buffer, count));
			left -= count;
		}
		return 0;
	}

	private int read(InputStream stream, byte[] buffer, int length) {
		try {
			int count = stream.read(buffer, 0, length);
			this.shell.run.gate(this.shell);
			return count;
		}
		catch (IOException ex) {
			throw new ProgramEnded(137);
		}
	}

	private int head(List<String> args) {
		long bytes = -1;
		long lines = 10;
		String file = null;
		for (int i = 0; i < args.size(); i++) {
			String arg = args.get(i);
			if (arg.equals("-c")) {
				bytes = size(args.get(++i));
			}
			else if (arg.equals("-n")) {
				lines = size(args.get(++i));
			}
			else if (arg.matches("-\\d+")) {
				lines = Long.parseLong(arg.substring(1));
			}
			else {
				file = arg;
			}
		}
		if (bytes >= 0 && "/dev/zero".equals(file)) {
			byte[] zeros = new byte[BUFFER];
			for (long left = bytes; left > 0; left -= zeros.length) {
				this.shell.write(this.shell.out, (left < zeros.length) ? new byte[(int) left] : zeros);
			}
			return 0;
		}
		if (bytes >= 0) {
			return copy(this.shell.in, bytes);
		}
		for (long i = 0; i < lines; i++) {
			String line = this.shell.readLine();
			if (line == null) {
				break;
			}
			output(line + "\n");
		}
		return 0;
	}

	private static long size(String text) {
		long factor = switch (text.charAt(text.length() - 1)) {
			case 'k' -> 1L << 10;
			case 'm', 'M' -> 1L << 20;
			default -> 1;
		};
		return Long.parseLong(text.replaceAll("[kmM]$", "")) * factor;
	}

	private int seq(List<String> args) {
		long first = (args.size() > 1) ? Long.parseLong(args.get(0)) : 1;
		long last = Long.parseLong(args.get(args.size() - 1));
		StringBuilder text = new StringBuilder();
		for (long i = first; i <= last; i++) {
			text.append(i).append('\n');
			if (text.length() >= BUFFER) {
				output(text.toString());
				text.setLength(0);
			}
		}
		return output(text.toString());
	}

	private int yes(List<String> args) {
		String line = (args.isEmpty() ? "y" : String.join(" ", args)) + "\n";
		byte[] lines = line.repeat(BUFFER / line.length() + 1).getBytes(StandardCharsets.UTF_8);
		for (;;) {
			this.shell.write(this.shell.out, lines);
		}
	}

	private int wc(boolean lines) {
		byte[] buffer = new byte[BUFFER];
		long total = 0;
		for (int count = read(this.shell.in, buffer, BUFFER); count >= 0; count = read(this.shell.in, buffer, BUFFER)) {
			for (int i = 0; i < count; i++) {
				total += (!lines || buffer[i] == '\n') ? 1 : 0;
			}
		}
		return output(total + "\n");
	}

	private int env() {
		StringBuilder text = new StringBuilder();
		this.shell.variables.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
		return output(text.toString());
	}

	private int stty(List<String> args) {
		return args.equals(List.of("size")) ? output(this.shell.run.terminalSize() + "\n") : 0;
	}

	/** Only its own process can be signalled. */
	private int kill(List<String> args) {
		int signal = (args.size() > 1) ? signal(args.get(args.get(0).equals("-s") ? 1 : 0)) : 15;
		this.shell.run.signalSelf(signal);
		this.shell.run.gate(this.shell);
		return 0;
	}

	private int test(List<String> words) {
		List<String> args = (!words.isEmpty() && words.get(words.size() - 1).equals("]"))
				? words.subList(0, words.size() - 1) : words;
		boolean result = switch (args.size()) {
			case 0 -> false;
			case 1 -> !args.get(0).isEmpty();
			case 2 -> unary(args.get(0), args.get(1));
			default -> binary(args.get(0), args.get(1), args.get(2));
		};
		return result ? 0 : 1;
	}

	private boolean unary(String operator, String operand) {
		try {
			return switch (operator) {
				case "-n" -> !operand.isEmpty();
				case "-z" -> operand.isEmpty();
				case "!" -> operand.isEmpty();
				case "-t" -> this.shell.spec.terminal();
				default -> Files.exists(this.shell.file(operand));
			};
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean binary(String left, String operator, String right) {
		return switch (operator) {
			case "=", "==" -> left.equals(right);
			case "!=" -> !left.equals(right);
			case "-eq" -> Long.parseLong(left) == Long.parseLong(right);
			case "-ne" -> Long.parseLong(left) != Long.parseLong(right);
			case "-lt" -> Long.parseLong(left) < Long.parseLong(right);
			case "-le" -> Long.parseLong(left) <= Long.parseLong(right);
			case "-gt" -> Long.parseLong(left) > Long.parseLong(right);
			case "-ge" -> Long.parseLong(left) >= Long.parseLong(right);
			default -> false;
		};
	}

	/**
	 * Sums, differences and products from left to right: enough for counters.
	 */
	static long arithmetic(String expression, Map<String, String> variables) {
		long result = 0;
		char operator = '+';
		for (String token : expression.replaceAll("([-+*])", " $1 ").strip().split("\\s+")) {
			if (token.length() == 1 && "+-*".contains(token)) {
				operator = token.charAt(0);
				continue;
			}
			String name = token.startsWith("$") ? token.substring(1) : token;
			String text = Character.isDigit(name.charAt(0)) ? name : variables.getOrDefault(name, "0");
			long value = Long.parseLong(text);
			result = switch (operator) {
				case '-' -> result - value;
				case '*' -> result * value;
				default -> result + value;
			};
		}
		return result;
	}

}
