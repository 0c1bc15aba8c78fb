import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.PAdESTimestampParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.tsp.KeyEntityTSPSource;
import java.io.File;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Has EU DSS append validation data and document timestamps to sealed PDFs.
 *
 * <pre>java Extend ROOT.pem FOLDER PDF...</pre>
 *
 * ROOT.pem is the seals' root, with their CRLs beside it. The timestamp authority, under a root of
 * its own, is made here and forgotten; FOLDER gets its root as dss-tsa.pem, its CRL as
 * dss-tsa.crl, and dss-lta-PDF for each PDF.
 */
public final class Extend {
  private static final String ALGORITHM = "SHA256withECDSA";

  private Extend() {}

  public static void main(String[] args) throws Exception {
    File root = new File(args[0]);
    Path folder = Path.of(args[1]);
    KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(256);
    KeyPair above = keys.generateKeyPair();
    KeyPair pair = keys.generateKeyPair();
    X500Principal rootName = new X500Principal("CN=Conformance DSS Time Root");
    X509Certificate timeRoot = issue(rootName, above, rootName, above, true);
    X509Certificate authority =
        issue(new X500Principal("CN=Conformance DSS TSA"), pair, rootName, above, false);
    Files.writeString(
        folder.resolve("dss-tsa.pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(timeRoot.getEncoded())
            + "\n-----END CERTIFICATE-----\n");

    Path list = folder.resolve("dss-tsa.crl");
    Files.write(
        list,
        new JcaX509v2CRLBuilder(timeRoot, at(Duration.ofHours(-1)))
            .setNextUpdate(at(Duration.ofDays(30)))
            .build(new JcaContentSignerBuilder(ALGORITHM).build(above.getPrivate()))
            .getEncoded());
    List<DSSDocument> lists = new ArrayList<>(List.of(new FileDocument(list.toFile())));
    for (File crl : root.getAbsoluteFile().getParentFile().listFiles((d, n) -> n.endsWith(".crl"))) {
      lists.add(new FileDocument(crl));
    }

    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    trusted.addCertificate(DSSUtils.loadCertificate(root));
    trusted.addCertificate(DSSUtils.loadCertificate(timeRoot.getEncoded()));
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(trusted);
    verifier.setCrlSource(new ExternalResourcesCRLSource(lists.toArray(DSSDocument[]::new)));
    verifier.setAIASource(null);
    PAdESService service = new PAdESService(verifier);
    KeyEntityTSPSource stamper =
        new KeyEntityTSPSource(pair.getPrivate(), authority, List.of(authority, timeRoot));
    stamper.setTsaPolicy("1.2.3.4");
    service.setTspSource(stamper);

    PAdESSignatureParameters parameters = new PAdESSignatureParameters();
    parameters.setSignatureLevel(SignatureLevel.PAdES_BASELINE_LTA);
    PAdESTimestampParameters stamps = new PAdESTimestampParameters(DigestAlgorithm.SHA256);
    parameters.setSignatureTimestampParameters(stamps);
    parameters.setArchiveTimestampParameters(stamps);
    for (String name : List.of(args).subList(2, args.length)) {
      File pdf = new File(name);
      service
          .extendDocument(new FileDocument(pdf), parameters)
          .save(folder.resolve("dss-lta-" + pdf.getName()).toString());
    }
  }

  private static Date at(Duration fromNow) {
    return Date.from(Instant.now().plus(fromNow));
  }

  private static X509Certificate issue(
      X500Principal subject, KeyPair pair, X500Principal issuer, KeyPair by, boolean ca)
      throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(System.nanoTime()),
            at(Duration.ofDays(-1)),
            at(Duration.ofDays(365)),
            subject,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
    int usage = ca ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature;
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    if (!ca) {
      builder.addExtension(
          Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder(ALGORITHM).build(by.getPrivate())));
  }
}
