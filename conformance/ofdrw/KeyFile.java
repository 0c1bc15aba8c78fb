import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * Makes files of PKCS #12 with a new SM2 key, its certificate and that of its issuer, as Bouncy
 * Castle writes them: in BER, its kinds under the names it gives them.
 *
 * <pre>java KeyFile PASSWORD FOLDER KIND...</pre>
 *
 * internal/signature/keyfile/testdata has one (PKCS12); nobody's key is in it.
 */
public final class KeyFile {
  private KeyFile() {}

  public static void main(String[] args) throws Exception {
    Authority authority = new Authority(Instant.now(), Duration.ofDays(365));
    Authority.Hand seal = authority.hand("示例协会", "演示印章", 2);
    X509Certificate[] chain = {seal.certificate(), authority.root};
    for (int i = 2; i < args.length; i++) {
      KeyStore store = KeyStore.getInstance(args[i], Authority.PROVIDER);
      store.load(null, null);
      store.setKeyEntry("演示", seal.key(), null, chain);
      try (OutputStream out = Files.newOutputStream(Path.of(args[1], args[i] + ".p12"))) {
        store.store(out, args[0].toCharArray());
      }
    }
  }
}
