package io.github.leaderkit.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An authority that issues certificates, made with the tools of the JDK and written to
 * files as Redis and Spring Boot read them.
 */
final class Certificates {

	private static final String PASSWORD = "changeit";

	private final Path directory;

	private final String authority;

	/**
	 * Creates an authority.
	 * @param directory where its files are
	 * @param authority its name
	 */
	Certificates(Path directory, String authority) throws Exception {
		this.directory = directory;
		this.authority = authority;
		create(authority, "-ext", "bc:c=ca:true");
		keytool("-exportcert", "-rfc", "-keystore", store(authority), "-alias", authority, "-file",
				authority().toString());
	}

	/**
	 * The certificate of the authority.
	 */
	Path authority() {
		return this.directory.resolve(this.authority + ".crt");
	}

	/**
	 * Issues a certificate.
	 * @param name the name of its owner
	 * @param alternativeName a subject alternative name, as {@code ip:127.0.0.1}
	 * @return the certificate and its key
	 */
	Issued issue(String name, String alternativeName) throws Exception {
		create(name);
		Path request = this.directory.resolve(name + ".csr");
		Path certificate = this.directory.resolve(name + ".crt");
		keytool("-certreq", "-keystore", store(name), "-alias", name, "-file", request.toString());
		keytool("-gencert", "-rfc", "-keystore", store(this.authority), "-alias", this.authority, "-infile",
				request.toString(), "-outfile", certificate.toString(), "-ext", "san=" + alternativeName);
		return new Issued(certificate, writeKey(name));
	}

	private void create(String name, String... extensions) throws Exception {
		List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-keystore", store(name), "-alias", name,
				"-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name, "-validity", "2"));
		arguments.addAll(List.of(extensions));
		keytool(arguments.toArray(String[]::new));
	}

	private Path writeKey(String name) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream stream = Files.newInputStream(Path.of(store(name)))) {
			store.load(stream, PASSWORD.toCharArray());
		}
		Key key = store.getKey(name, PASSWORD.toCharArray());
		String body = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(key.getEncoded());
		return Files.writeString(this.directory.resolve(name + ".key"),
				"-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
	}

	private String store(String name) {
		return this.directory.resolve(name + ".p12").toString();
	}

	private static void keytool(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
		command.add("-J-XX:TieredStopAtLevel=1");
		command.addAll(List.of(arguments));
		command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		if (process.waitFor() != 0) {
			throw new IllegalStateException("keytool " + arguments[0] + " failed: " + output);
		}
	}

	/**
	 * What was issued to somebody.
	 *
	 * @param certificate the certificate
	 * @param key its private key
	 */
	record Issued(Path certificate, Path key) {
	}

}
