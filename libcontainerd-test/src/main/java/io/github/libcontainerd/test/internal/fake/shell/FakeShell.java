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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tiny shell in memory: the state of one (sub)shell and the execution of parsed
 * commands.
 */
public final class FakeShell {

	private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);

	private static final Pattern VARIABLE = Pattern
		.compile("\\$(?:\\(\\(([^()]*)\\)\\)|\\{([A-Za-z_][A-Za-z0-9_]*)}|([A-Za-z_][A-Za-z0-9_]*)|([$?!]))");

	final FakeProgram run;

	final FakeSpec spec;

	public final boolean background;

	final Map<String, String> variables;

	private final List<CompletableFuture<Integer>> jobs = new ArrayList<>();

	InputStream in;

	public OutputStream out;

	public OutputStream err;

	private int status;

	private String name = "sh";

	public FakeShell(FakeProgram run, FakeSpec spec, boolean background, InputStream in, OutputStream out,
			OutputStream err) {
		this(run, spec, background, new LinkedHashMap<>(spec.env()), in, out, err);
	}

	private FakeShell(FakeProgram run, FakeSpec spec, boolean background, Map<String, String> variables, InputStream in,
			OutputStream out, OutputStream err) {
		this.run = run;
		this.spec = spec;
		this.background = background;
		this.variables = variables;
		this.in = in;
		this.out = out;
		this.err = err;
	}

	/**
	 * Run a program by its command line.
	 */
	public int execute(List<String> args) {
		String name = args.get(0).substring(args.get(0).lastIndexOf('/') + 1);
		List<String> rest = args.subList(1, args.size());
		if (name.equals("busybox") && !rest.isEmpty()) {
			return execute(rest);
		}
		if (List.of("sh", "ash", "bash", "dash").contains(name)) {
			this.name = args.get(0);
			return shell(rest);
		}
		return new FakeCommands(this).run(name, rest, false);
	}

	private int shell(List<String> args) {
		int at = 0;
		while (at < args.size() && args.get(at).startsWith("-") && !args.get(at).contains("c")) {
			at++;
		}
		if (at < args.size() && args.get(at).startsWith("-")) {
			return script(args.get(at + 1));
		}
		int result = 0;
		for (String line = readLine(); line != null; line = readLine()) {
			result = script(line);
		}
		return result;
	}

	private int script(String text) {
		try {
			return run(FakeShellParser.parse(text));
		}
		catch (IllegalArgumentException ex) {
			print(this.err, this.name + ": " + ex.getMessage() + "\n");
			return 2;
		}
	}

	@org.jspecify.annotations.Nullable
	String readLine() {
		StringBuilder line = new StringBuilder();
		for (int c = readByte(); c >= 0; c = readByte()) {
			if (c == '\n') {
				return line.toString();
			}
			line.append((char) c);
		}
		return line.isEmpty() ? null : line.toString();
	}

	private int readByte() {
		try {
			return this.in.read();
		}
		catch (IOException ex) {
			throw new ProgramEnded(137);
		}
	}

	String name() {
		return this.name;
	}

	int run(FakeShellParser.Node node) {
		this.run.gate(this);
		this.status = node.run(this);
		this.run.gate(this);
		return this.status;
	}

	int background(FakeShellParser.Node node) {
		CompletableFuture<Integer> done = new CompletableFuture<>();
		FakeShell child = child(true, InputStream.nullInputStream(), FakePipe.duplicate(this.out),
				FakePipe.duplicate(this.err));
		this.jobs.add(done);
		this.run.spawn(() -> {
			int result = 137;
			try {
				result = child.guarded(node);
			}
			finally {
				child.closeOutputs();
				done.complete(result);
			}
		}, true);
		return 0;
	}

	/** Wait for background jobs; a trapped signal ends it early. */
	int awaitJobs() {
		while (!this.jobs.stream().allMatch(CompletableFuture::isDone)) {
			if (this.run.hasPendingTrap()) {
				return 143;
			}
			this.run.sleep(this, 10_000_000L);
		}
		int result = this.jobs.isEmpty() ? 0 : this.jobs.get(this.jobs.size() - 1).join();
		this.jobs.clear();
		return result;
	}

	int subshell(FakeShellParser.Node node) {
		return child(this.background, this.in, this.out, this.err).guarded(node);
	}

	int pipeline(List<FakeShellParser.Node> stages) {
		List<CompletableFuture<Integer>> done = new ArrayList<>();
		InputStream input = this.in;
		for (int i = 0; i < stages.size(); i++) {
			boolean last = i == stages.size() - 1;
			FakePipe pipe = new FakePipe();
			FakeShell stage = child(this.background, input, last ? FakePipe.duplicate(this.out) : pipe.writer(),
					FakePipe.duplicate(this.err));
			FakeShellParser.Node node = stages.get(i);
			InputStream own = (i == 0) ? InputStream.nullInputStream() : input;
			CompletableFuture<Integer> result = new CompletableFuture<>();
			done.add(result);
			this.run.spawn(() -> {
				int status = 137;
				try {
					status = stage.guarded(node);
				}
				finally {
					stage.closeOutputs();
					close(own);
					result.complete(status);
				}
			}, this.background);
			input = pipe.reader();
		}
		while (!done.stream().allMatch(CompletableFuture::isDone)) {
			this.run.sleep(this, 2_000_000L);
		}
		return done.get(done.size() - 1).join();
	}

	int redirected(List<FakeShellParser.Redirect> redirects, FakeShellParser.Node node) {
		InputStream oldIn = this.in;
		OutputStream oldOut = this.out;
		OutputStream oldErr = this.err;
		List<AutoCloseable> opened = new ArrayList<>();
		try {
			for (FakeShellParser.Redirect redirect : redirects) {
				redirect(redirect, opened);
			}
			return node.run(this);
		}
		catch (IOException ex) {
			print(oldErr, this.name + ": can't open " + ex.getMessage() + "\n");
			return 1;
		}
		finally {
			this.in = oldIn;
			this.out = oldOut;
			this.err = oldErr;
			opened.forEach(FakeShell::close);
		}
	}

	private void redirect(FakeShellParser.Redirect redirect, List<AutoCloseable> opened) throws IOException {
		String target = String.join(" ", expand(List.of(redirect.target())));
		if (redirect.operator().equals(">&")) {
			OutputStream stream = target.equals("2") ? this.err : this.out;
			setOutput(redirect.descriptor(), stream);
			return;
		}
		if (redirect.operator().equals("<")) {
			this.in = target.equals("/dev/null") ? InputStream.nullInputStream() : Files.newInputStream(file(target));
			opened.add(this.in);
			return;
		}
		OutputStream stream = target.equals("/dev/null") ? OutputStream.nullOutputStream()
				: Files.newOutputStream(
						target(target), StandardOpenOption.CREATE, redirect.operator().equals(">>")
								? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
						StandardOpenOption.WRITE);
		opened.add(stream);
		setOutput(redirect.descriptor(), stream);
	}

	private void setOutput(int descriptor, OutputStream stream) {
		if (descriptor == 2) {
			this.err = stream;
		}
		else {
			this.out = stream;
		}
	}

	/** A file of the container, on the host. */
	Path file(String path) throws IOException {
		Path file = this.spec.root().find(absolute(path));
		if (file == null) {
			throw new IOException(path + ": no such file");
		}
		return file;
	}

	boolean exists(String path) {
		return this.spec.root().find(absolute(path)) != null;
	}

	Path target(String path) throws IOException {
		return this.spec.root().target(absolute(path));
	}

	void makeDirectory(String path) {
		this.spec.root().makeDirectory(absolute(path));
	}

	void remove(String path) throws IOException {
		this.spec.root().remove(absolute(path));
	}

	List<String> list(String path) throws IOException {
		return this.spec.root().list(absolute(path));
	}

	private String absolute(String path) {
		return path.startsWith("/") ? path : this.spec.cwd() + "/" + path;
	}

	int simple(List<FakeShellParser.Token> tokens) {
		List<String> words = expand(tokens);
		int first = 0;
		Map<String, String> assigned = new LinkedHashMap<>();
		for (; first < words.size(); first++) {
			Matcher matcher = ASSIGNMENT.matcher(words.get(first));
			if (!matcher.matches()) {
				break;
			}
			assigned.put(matcher.group(1), matcher.group(2));
		}
		if (first == words.size()) {
			this.variables.putAll(assigned);
			return 0;
		}
		List<String> args = words.subList(first, words.size());
		String name = args.get(0).substring(args.get(0).lastIndexOf('/') + 1);
		FakeShell target = this;
		if (!assigned.isEmpty()) {
			target = child(this.background, this.in, this.out, this.err);
			target.variables.putAll(assigned);
		}
		if (List.of("sh", "ash", "busybox").contains(name)) {
			return target.child(this.background, this.in, this.out, this.err).guarded((child) -> child.execute(args));
		}
		return new FakeCommands(target).run(name, args.subList(1, args.size()), true);
	}

	void assign(String name, String value) {
		this.variables.put(name, value);
	}

	List<String> expand(List<FakeShellParser.Token> tokens) {
		List<String> words = new ArrayList<>();
		for (FakeShellParser.Token token : tokens) {
			StringBuilder word = new StringBuilder();
			boolean quoted = false;
			for (FakeShellParser.Part part : (token.parts() != null) ? token.parts()
					: List.<FakeShellParser.Part>of()) {
				quoted |= part.quoted();
				word.append(part.expand() ? variables(part.text(), part.quoted()) : part.text());
			}
			if (quoted || !word.isEmpty()) {
				words.add(word.toString());
			}
		}
		return words;
	}

	private String variables(String text, boolean quoted) {
		StringBuilder result = new StringBuilder();
		int from = 0;
		for (int i = 0; i < text.length(); i++) {
			if (FakeShellParser.isSubstitution(text, i)) {
				int end = FakeShellParser.substitutionEnd(text, i);
				result.append(plainVariables(text.substring(from, i), quoted));
				String output = substitute(text.substring(i + 2, end - 1));
				result.append(quoted ? output : output.replace('\n', ' '));
				from = end;
				i = end - 1;
			}
		}
		return result.append(plainVariables(text.substring(from), quoted)).toString();
	}

	/** What a script writes, without the line ends at its end. */
	private String substitute(String script) {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		this.status = child(this.background, this.in, output, this.err).guarded(FakeShellParser.parse(script));
		return output.toString(StandardCharsets.UTF_8).replaceAll("\n+$", "");
	}

	private String plainVariables(String text, boolean quoted) {
		String unescaped = quoted ? text.replaceAll("\\\\([\"\\\\`])", "$1") : text;
		return VARIABLE.matcher(unescaped).replaceAll((match) -> Matcher.quoteReplacement(variable(match)));
	}

	private String variable(java.util.regex.MatchResult match) {
		if (match.group(1) != null) {
			return Long.toString(FakeCommands.arithmetic(match.group(1), this.variables));
		}
		if (match.group(4) != null) {
			return switch (match.group(4)) {
				case "$" -> this.run.isInit() ? "1" : "7";
				case "?" -> Integer.toString(this.status);
				default -> "8";
			};
		}
		return this.variables.getOrDefault((match.group(2) != null) ? match.group(2) : match.group(3), "");
	}

	private FakeShell child(boolean inBackground, InputStream input, OutputStream output, OutputStream error) {
		FakeShell child = new FakeShell(this.run, this.spec, inBackground, new LinkedHashMap<>(this.variables), input,
				output, error);
		child.name = this.name;
		return child;
	}

	/** Run as a process of its own: its {@code exit} ends only it. */
	private int guarded(FakeShellParser.Node node) {
		try {
			return run(node);
		}
		catch (ProgramEnded ex) {
			this.run.gate(this);
			return ex.status();
		}
	}

	public void closeOutputs() {
		close(this.out);
		close(this.err);
	}

	private static void close(AutoCloseable stream) {
		try {
			stream.close();
		}
		catch (Exception ignored) {
			// Nothing to lose.
		}
	}

	/** Write, or end as SIGPIPE does. */
	public void print(OutputStream stream, String text) {
		write(stream, text.getBytes(StandardCharsets.UTF_8));
	}

	void write(OutputStream stream, byte[] bytes) {
		this.run.gate(this);
		try {
			stream.write(bytes);
		}
		catch (IOException ex) {
			throw new ProgramEnded(141);
		}
	}

}
