import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes files of PKCS #12 with a new SM2 key, its certificate and that of its issuer, as Bouncy
 * Castle writes them: in BER, its kinds under the names it gives them.
 *
 * <pre>java KeyFile PASSWORD FOLDER KIND...</pre>
 *
 * internal/signature/keyfile/testdata has one (PKCS12); nobody's key is in it.
 */
public final class KeyFile {
  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

  private KeyFile() {}

  public static void main(String[] args) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
    generator.initialize(new ECGenParameterSpec("sm2p256v1"));
    KeyPair root = generator.generateKeyPair();
    KeyPair seal = generator.generateKeyPair();
    X509Certificate issuer = certify(root, "C=CN,O=演示,CN=演示根证书", root, "C=CN,O=演示,CN=演示根证书");
    X509Certificate signing = certify(seal, "C=CN,O=示例协会,CN=演示印章", root, "C=CN,O=演示,CN=演示根证书");
    for (int i = 2; i < args.length; i++) {
      KeyStore store = KeyStore.getInstance(args[i], PROVIDER);
      store.load(null, null);
      store.setKeyEntry(
          "演示", seal.getPrivate(), null, new X509Certificate[] {signing, issuer});
      try (OutputStream out = Files.newOutputStream(Path.of(args[1], args[i] + ".p12"))) {
        store.store(out, args[0].toCharArray());
      }
    }
  }

  private static X509Certificate certify(KeyPair of, String subject, KeyPair by, String issuer)
      throws Exception {
    Instant now = Instant.now();
    return new JcaX509CertificateConverter()
        .setProvider(PROVIDER)
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    new X500Name(issuer),
                    BigInteger.valueOf(now.toEpochMilli()),
                    Date.from(now),
                    Date.from(now.plusSeconds(86400L * 365)),
                    new X500Name(subject),
                    of.getPublic())
                .addExtension(
                    Extension.basicConstraints, true, new BasicConstraints(of == by))
                .build(
                    new JcaContentSignerBuilder("SM3withSM2")
                        .setProvider(PROVIDER)
                        .build(by.getPrivate())));
  }
}
