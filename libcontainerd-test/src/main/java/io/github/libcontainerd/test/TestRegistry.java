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

package io.github.libcontainerd.test;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import io.github.libcontainerd.test.internal.host.Commands;
import io.github.libcontainerd.test.internal.host.Threads;
import io.github.libcontainerd.test.internal.real.TestTokenServer;

/**
 * A real registry on a free port of this host, Debian's {@code docker-registry}, removed
 * with everything that was pushed to it.
 */
public final class TestRegistry implements AutoCloseable {

	/**
	 * The user of a registry that wants to see one.
	 */
	public static final String USERNAME = "user";

	/**
	 * The password of the user.
	 */
	public static final String PASSWORD = "secret";

	/** Made by {@code htpasswd -Bbn user secret}. */
	private static final String HTPASSWD = "user:$2y$05$bCZU9rwEo0enQ4xAI5SLtelSWtO6glMCH2uRWv.BmTKWYTiVR2doa\n";

	private static final Duration START_TIMEOUT = Patience.seconds(20);

	private final Path directory;

	private final int port;

	private final Process process;

	private final @Nullable TestTls tls;

	private final @Nullable TestTokenServer tokens;

	private final boolean password;

	private TestRegistry(Path directory, int port, Process process, @Nullable TestTls tls,
			@Nullable TestTokenServer tokens, boolean password) {
		this.directory = directory;
		this.port = port;
		this.process = process;
		this.tls = tls;
		this.tokens = tokens;
		this.password = password;
	}

	/**
	 * Start a registry that speaks HTTP without TLS, to anybody.
	 * @return the registry, answering
	 */
	public static TestRegistry plain() {
		return start(null, null, false);
	}

	/**
	 * Start a registry that speaks TLS, to the user only.
	 * @return the registry, answering
	 */
	public static TestRegistry withPassword() {
		return start(TestTls.create(), null, true);
	}

	/**
	 * Start a registry that speaks HTTP without TLS and wants tokens. Who is not the user
	 * may read what is below {@code public/}.
	 * @return the registry, answering
	 */
	public static TestRegistry withTokens() {
		TestTls signing = TestTls.create();
		return start(null, TestTokenServer.start(signing.key(), signing.certificate(), USERNAME, PASSWORD), false,
				signing);
	}

	private static TestRegistry start(@Nullable TestTls tls, @Nullable TestTokenServer tokens, boolean password) {
		return start(tls, tokens, password, null);
	}

	private static TestRegistry start(@Nullable TestTls tls, @Nullable TestTokenServer tokens, boolean password,
			@Nullable TestTls signing) {
		String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/local/bin:/usr/bin";
		Path program = Commands.find("docker-registry", path);
		if (program == null) {
			throw new IllegalStateException("docker-registry is not in " + path
					+ "; a test with a real registry needs it, for example: apt-get install docker-registry");
		}
		for (int attempt = 1;; attempt++) {
			TestRegistry registry = launch(program, tls, tokens, password, signing);
			if (Threads.await(START_TIMEOUT, () -> !registry.process.isAlive() || registry.answers())
					&& registry.process.isAlive()) {
				return registry;
			}
			String log = String.join("\n", Commands.readLines(registry.directory.resolve("log")));
			registry.end();
			// Somebody may have taken the port in the meantime.
			if (attempt == 3) {
				throw new IllegalStateException("docker-registry did not come up: " + log);
			}
		}
	}

	private static TestRegistry launch(Path program, @Nullable TestTls tls, @Nullable TestTokenServer tokens,
			boolean password, @Nullable TestTls signing) {
		try {
			Path directory = Files.createTempDirectory(Path.of("/tmp"), "lcr-");
			int port = freePort();
			StringBuilder config = new StringBuilder("""
					version: 0.1
					log:
					  level: warn
					  accesslog:
					    disabled: true
					storage:
					  delete:
					    enabled: true
					  filesystem:
					    rootdirectory: %s
					http:
					  addr: 127.0.0.1:%d
					""".formatted(directory.resolve("data"), port));
			if (tls != null) {
				config.append("  tls:\n    certificate: ")
					.append(tls.writeCertificate(directory.resolve("cert.pem")))
					.append("\n    key: ")
					.append(tls.writeKey(directory.resolve("key.pem")))
					.append('\n');
			}
			if (password) {
				Path file = Files.writeString(directory.resolve("htpasswd"), HTPASSWD);
				config.append("auth:\n  htpasswd:\n    realm: test\n    path: ").append(file).append('\n');
			}
			if (tokens != null && signing != null) {
				config.append("""
						auth:
						  token:
						    realm: %s
						    service: %s
						    issuer: %s
						    rootcertbundle: %s
						""".formatted(tokens.url(), TestTokenServer.SERVICE, TestTokenServer.ISSUER,
						signing.writeCertificate(directory.resolve("token.pem"))));
			}
			Path file = Files.writeString(directory.resolve("config.yml"), config);
			ProcessBuilder builder = new ProcessBuilder(program.toString(), "serve", file.toString());
			builder.environment().put("OTEL_TRACES_EXPORTER", "none");
			builder.redirectInput(new File("/dev/null"));
			builder.redirectErrorStream(true);
			builder.redirectOutput(directory.resolve("log").toFile());
			return new TestRegistry(directory, port, builder.start(), tls, tokens, password);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private boolean answers() {
		try {
			int status = connect("/v2/", "GET", null).getResponseCode();
			return status == 200 || status == 401;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Its name in references.
	 * @return the host and the port
	 */
	public String host() {
		return ((this.tls != null) ? "localhost:" : "127.0.0.1:") + this.port;
	}

	/**
	 * What trusts its certificate.
	 * @return the context, or {@code null} when it speaks HTTP without TLS
	 */
	public @Nullable SSLContext sslContext() {
		return (this.tls != null) ? this.tls.context() : null;
	}

	/**
	 * What its token server has been asked for.
	 * @return for each request the method, the user and the scopes
	 */
	public List<String> tokenRequests() {
		return (this.tokens != null) ? List.copyOf(this.tokens.requests()) : List.of();
	}

	/**
	 * What its token server takes in place of a password.
	 * @return the token
	 */
	public String identityToken() {
		return TestTokenServer.IDENTITY_TOKEN;
	}

	/**
	 * The directory with what was pushed, laid out as docker-registry does it.
	 * @return the directory
	 */
	public Path data() {
		return this.directory.resolve("data");
	}

	/**
	 * Push an image, or an index with its images.
	 * @param repository the repository
	 * @param tag the tag
	 * @param image the image
	 * @return the reference
	 */
	public String push(String repository, String tag, TestImage image) {
		try {
			pushContent(repository, tag, image);
			return host() + "/" + repository + ":" + tag;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void pushContent(String repository, String version, TestImage image) throws IOException {
		for (TestImage part : image.images()) {
			pushContent(repository, part.manifest().digest(), part);
		}
		for (TestImage.Blob blob : image.blobs()) {
			pushBlob(repository, blob);
		}
		TestImage.Blob manifest = image.manifest();
		HttpURLConnection put = connect("/v2/" + repository + "/manifests/" + version, "PUT", repository);
		send(put, manifest.mediaType(), manifest.bytes());
	}

	private void pushBlob(String repository, TestImage.Blob blob) throws IOException {
		HttpURLConnection post = connect("/v2/" + repository + "/blobs/uploads/", "POST", repository);
		send(post, "application/octet-stream", new byte[0]);
		URI upload = URI.create(post.getHeaderField("Location"));
		String location = upload.getRawPath() + "?" + upload.getRawQuery() + "&digest=" + blob.digest();
		send(connect(location, "PUT", repository), "application/octet-stream", blob.bytes());
	}

	private static void send(HttpURLConnection connection, String type, byte[] content) throws IOException {
		connection.setDoOutput(true);
		connection.setRequestProperty("Content-Type", type);
		connection.setFixedLengthStreamingMode(content.length);
		connection.getOutputStream().write(content);
		if (connection.getResponseCode() / 100 != 2) {
			var error = connection.getErrorStream();
			throw new IOException(
					connection.getRequestMethod() + " " + connection.getURL() + ": " + connection.getResponseCode()
							+ " " + ((error != null) ? new String(error.readAllBytes(), StandardCharsets.UTF_8) : ""));
		}
		connection.getInputStream().readAllBytes();
	}

	/** Connections are closed after use: a test counts open files. */
	private HttpURLConnection connect(String path, String method, @Nullable String repository) throws IOException {
		URI uri = URI.create(((this.tls != null) ? "https://" : "http://") + host() + path);
		HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
		// One that is kept alive would look like a leak.
		connection.setRequestProperty("Connection", "close");
		if (connection instanceof HttpsURLConnection https && this.tls != null) {
			https.setSSLSocketFactory(this.tls.context().getSocketFactory());
		}
		connection.setRequestMethod(method);
		connection.setConnectTimeout(10_000);
		connection.setReadTimeout(30_000);
		connection.setRequestProperty("Connection", "close");
		if (this.password && repository != null) {
			connection.setRequestProperty("Authorization", "Basic "
					+ Base64.getEncoder().encodeToString((USERNAME + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8)));
		}
		if (this.tokens != null && repository != null) {
			connection.setRequestProperty("Authorization",
					"Bearer " + this.tokens.token(USERNAME, List.of("repository:" + repository + ":pull,push")));
		}
		return connection;
	}

	/**
	 * Stop it and remove what was pushed.
	 */
	@Override
	public void close() {
		if (this.tokens != null) {
			this.tokens.close();
		}
		end();
	}

	private void end() {
		try {
			this.process.destroy();
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly().waitFor();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
		try {
			Commands.deleteTree(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
