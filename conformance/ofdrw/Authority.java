import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A root of SM2 with a new key, for demonstrations, and those it certifies. */
final class Authority {
  static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

  /** Somebody with a key and its certificate. */
  record Hand(PrivateKey key, X509Certificate certificate) {
    byte[] sign(byte[] message) throws Exception {
      Signature signature = Signature.getInstance("SM3withSM2", PROVIDER);
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    }
  }

  private static final String NAME = "C=CN,O=演示,CN=演示根证书";

  private final KeyPair keys = newKeys();
  private final Instant from;
  private final Instant until;
  final X509Certificate root;

  Authority(Instant from, Duration valid) throws Exception {
    this.from = from;
    this.until = from.plus(valid);
    root = certify(keys, NAME, 1, KeyUsage.keyCertSign | KeyUsage.cRLSign, true);
  }

  Hand hand(String organisation, String name, int serial) throws Exception {
    KeyPair own = newKeys();
    int usage = KeyUsage.digitalSignature | KeyUsage.nonRepudiation;
    return new Hand(
        own.getPrivate(),
        certify(own, "C=CN,O=" + organisation + ",CN=" + name, serial, usage, false));
  }

  private static KeyPair newKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
    generator.initialize(new ECGenParameterSpec("sm2p256v1"));
    return generator.generateKeyPair();
  }

  private X509Certificate certify(KeyPair of, String subject, int serial, int usage, boolean ca)
      throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(NAME),
            BigInteger.valueOf(serial),
            Date.from(from),
            Date.from(until),
            new X500Name(subject),
            of.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    return new JcaX509CertificateConverter()
        .setProvider(PROVIDER)
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SM3withSM2")
                    .setProvider(PROVIDER)
                    .build(keys.getPrivate())));
  }

  static byte[] pem(X509Certificate certificate) throws Exception {
    String text =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
    return ("-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
