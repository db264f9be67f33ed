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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.github.libcontainerd.test.internal.host.Commands;

/**
 * A key of our own with a certificate for {@code localhost} and {@code 127.0.0.1} that
 * nobody else trusts.
 */
public final class TestTls {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private final PrivateKey key;

	private final Certificate certificate;

	private TestTls(PrivateKey key, Certificate certificate) {
		this.key = key;
		this.certificate = certificate;
	}

	/**
	 * Make a new key.
	 * @return the key
	 */
	public static TestTls create() {
		try {
			Path directory = Files.createTempDirectory("tls");
			try {
				Path file = directory.resolve("key.p12");
				Commands.run(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
						"-alias", "test", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=localhost", "-validity",
						"30", "-ext", "san=dns:localhost,ip:127.0.0.1", "-keystore", file.toString(), "-storetype",
						"PKCS12", "-storepass", new String(PASSWORD));
				KeyStore store = KeyStore.getInstance("PKCS12");
				try (InputStream in = Files.newInputStream(file)) {
					store.load(in, PASSWORD);
				}
				return new TestTls((PrivateKey) store.getKey("test", PASSWORD), store.getCertificate("test"));
			}
			finally {
				Commands.deleteTree(directory);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	PrivateKey key() {
		return this.key;
	}

	byte[] certificate() {
		try {
			return this.certificate.getEncoded();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Write the certificate.
	 * @param file where
	 * @return the file
	 */
	public Path writeCertificate(Path file) {
		return write(file, "CERTIFICATE", certificate());
	}

	Path writeKey(Path file) {
		return write(file, "PRIVATE KEY", this.key.getEncoded());
	}

	private static Path write(Path file, String kind, byte[] content) {
		String text = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content);
		try {
			return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n",
					StandardCharsets.US_ASCII);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return a context that trusts this certificate and nothing else, and that can serve
	 * with it.
	 * @return the context
	 */
	public SSLContext context() {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setCertificateEntry("trusted", this.certificate);
			store.setKeyEntry("key", this.key, PASSWORD, new Certificate[] { this.certificate });
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(store);
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store, PASSWORD);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
