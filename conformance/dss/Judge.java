import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.revocation.crl.CRL;
import eu.europa.esig.dss.pades.validation.PAdESBaselineRequirementsChecker;
import eu.europa.esig.dss.pades.validation.PAdESSignature;
import eu.europa.esig.dss.service.crl.OnlineCRLSource;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.client.http.NativeHTTPDataLoader;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.RevocationSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerId;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.Selector;

/**
 * Asks EU DSS and Bouncy Castle about sealed PDFs.
 *
 * <pre>java Judge ROOT.pem... [CRL...]</pre>
 *
 * Reads one question a line, {@code dss LEVEL PDF}, LEVEL as DSS names it, {@code dss-raised LEVEL
 * PDF} of one that a later revision raised to it, {@code bouncycastle CONTENT CMS}, {@code
 * bouncycastle-stamp CONTENT TOKEN} or {@code bouncycastle-ocsp ADDRESS ISSUER CERTIFICATE}, and answers each with one line: {@code
 * accepts} or {@code refuses} and what the judge said; tabs stand between the words of both. CRLs are those named, or,
 * with none named, fetched from the address in the certificate.
 */
public final class Judge {
  private final CommonCertificateVerifier verifier;
  private final Findings findings;

  private Judge(CommonCertificateVerifier verifier, Findings findings) {
    this.verifier = verifier;
    this.findings = findings;
  }

  /** What a judge said of one file, and whether that is all we want of a copy. */
  private record Answer(boolean accepted, String said) {
    String line() {
      return (accepted ? "accepts\t" : "refuses\t") + said.replaceAll("\\s+", " ");
    }
  }

  public static void main(String[] args) throws IOException {
    Logger dss = Logger.getLogger("eu.europa.esig.dss");
    Findings findings = new Findings();
    dss.setUseParentHandlers(false);
    dss.addHandler(findings);

    Judge judge = new Judge(verifier(List.of(args)), findings);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String question; (question = questions.readLine()) != null; ) {
      out.println(judge.answer(question).line());
    }
  }

  /** Trusts the roots and nothing else; intermediate certificates must be in the file itself. */
  private static CommonCertificateVerifier verifier(List<String> files) {
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    List<String> crls = new ArrayList<>(files);
    for (String root : files.stream().filter(f -> f.endsWith(".pem")).toList()) {
      trusted.addCertificate(DSSUtils.loadCertificate(new File(root)));
      crls.remove(root);
    }
    RevocationSource<CRL> revocation =
        crls.isEmpty()
            ? new OnlineCRLSource(new NativeHTTPDataLoader())
            : new ExternalResourcesCRLSource(
                crls.stream().map(FileDocument::new).toArray(FileDocument[]::new));
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(trusted);
    verifier.setCrlSource(revocation);
    verifier.setAIASource(null);
    return verifier;
  }

  private Answer answer(String question) {
    String[] parts = question.split("\t");
    try {
      return switch (parts[0]) {
        case "dss" -> askDSS(new File(parts[2]), SignatureLevel.valueByName(parts[1]), false);
        case "dss-raised" -> askDSS(new File(parts[2]), SignatureLevel.valueByName(parts[1]), true);
        case "bouncycastle" -> askBouncyCastle(Path.of(parts[1]), Path.of(parts[2]));
        case "bouncycastle-stamp" -> askStamp(Path.of(parts[1]), Path.of(parts[2]));
        case "bouncycastle-ocsp" -> {
          String said = Responder.ask(URI.create(parts[1]), Path.of(parts[2]), Path.of(parts[3]));
          yield new Answer(said.equals(Responder.GOOD), said);
        }
        default -> new Answer(false, "no such judge: " + parts[0]);
      };
    } catch (Exception refusal) { // whatever a judge throws is its answer
      return new Answer(false, refusal.getClass().getSimpleName() + ": " + refusal.getMessage());
    }
  }

  /**
   * Validates under DSS's own default policy. That policy only warns of changes made after signing
   * and of timestamps that are not good; here both are reason enough to refuse.
   */
  private Answer askDSS(File file, SignatureLevel level, boolean raised) {
    SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
    validator.setCertificateVerifier(verifier);
    validator.setLocale(Locale.ENGLISH);
    Reports reports = validator.validateDocument();
    SimpleReport report = reports.getSimpleReport();
    if (report.getSignaturesCount() != 1) {
      return new Answer(false, report.getSignaturesCount() + " signatures");
    }
    String id = report.getFirstSignatureId();
    SignatureWrapper seal = reports.getDiagnosticData().getSignatureById(id);
    boolean modified =
        seal.arePdfModificationsDetected()
            || !raised && isOneRevision(level) && seal.arePdfObjectModificationsDetected()
            || !seal.getPdfSignatureOrFormFillChanges().isEmpty()
            || !seal.getPdfAnnotationChanges().isEmpty()
            || !seal.getPdfUndefinedChanges().isEmpty();
    List<String> stamps =
        report.getSignatureTimestamps(id).stream().map(t -> t.getIndication().name()).toList();
    List<String> baseline = baselineFindings((PAdESSignature) validator.getSignatures().get(0));

    List<String> said = new ArrayList<>();
    said.add(report.getIndication(id).name());
    if (report.getSubIndication(id) != null) {
      said.add(report.getSubIndication(id).name());
    }
    said.add(report.getSignatureFormat(id).toString());
    if (!stamps.isEmpty()) {
      said.add("timestamps " + String.join(", ", stamps));
    }
    said.add(modified ? "modified after signing" : "no modifications");
    said.add(baseline.isEmpty() ? "baseline B requirements met" : "baseline: " + baseline);
    report.getAdESValidationErrors(id).stream().map(Message::getValue).forEach(said::add);
    report.getAdESValidationWarnings(id).stream().map(m -> "warns: " + m.getValue()).forEach(said::add);
    boolean accepted =
        report.getIndication(id) == Indication.TOTAL_PASSED
            && report.getSignatureFormat(id) == level
            && stamps.stream().allMatch(Indication.PASSED.name()::equals)
            && !modified
            && baseline.isEmpty();
    return new Answer(accepted, String.join("; ", said));
  }

  /** At LT and LTA a revision follows the seal, so that objects do change. */
  private static boolean isOneRevision(SignatureLevel level) {
    return level == SignatureLevel.PAdES_BASELINE_B || level == SignatureLevel.PAdES_BASELINE_T;
  }

  /** What the checker of ETSI EN 319 142-1 level B, which only logs its reasons, objects to. */
  private List<String> baselineFindings(PAdESSignature seal) {
    findings.clear();
    boolean met = new PAdESBaselineRequirementsChecker(seal, verifier).hasBaselineBProfile();
    List<String> found = findings.take();
    return met || !found.isEmpty() ? found : List.of("not met");
  }

  /** Verifies the detached CMS over its content; whether the chain is trusted is DSS's to say. */
  private static Answer askBouncyCastle(Path content, Path der) throws Exception {
    CMSSignedData cms =
        new CMSSignedData(
            new CMSProcessableByteArray(Files.readAllBytes(content)), Files.readAllBytes(der));
    for (SignerInformation signer : cms.getSignerInfos()) {
      if (!verifies(cms, signer)) {
        return new Answer(false, "signature wrong");
      }
    }
    int signers = cms.getSignerInfos().size();
    return new Answer(signers == 1, "CMS verified, signers: " + signers);
  }

  /**
   * Verifies a timestamp of its content by the certificate in it, whose purpose must be that and
   * nothing else; whether its chain is trusted is DSS's to say.
   */
  private static Answer askStamp(Path content, Path der) throws Exception {
    TimeStampToken token = new TimeStampToken(new CMSSignedData(Files.readAllBytes(der)));
    byte[] digest =
        MessageDigest.getInstance(
                token.getTimeStampInfo().getHashAlgorithm().getAlgorithm().getId(),
                new BouncyCastleProvider())
            .digest(Files.readAllBytes(content));
    if (!Arrays.equals(digest, token.getTimeStampInfo().getMessageImprintDigest())) {
      return new Answer(false, "of other content");
    }
    token.validate(verifier(certificate(token.toCMSSignedData(), token.getSID())));
    return new Answer(true, "token verified");
  }

  private static boolean verifies(CMSSignedData cms, SignerInformation signer) throws Exception {
    return signer.verify(verifier(certificate(cms, signer.getSID())));
  }

  private static X509CertificateHolder certificate(CMSSignedData cms, SignerId signer) {
    @SuppressWarnings("unchecked") // it selects certificates, but is a raw Selector
    Selector<X509CertificateHolder> sid = signer;
    return cms.getCertificates().getMatches(sid).iterator().next();
  }

  private static SignerInformationVerifier verifier(X509CertificateHolder by) throws Exception {
    return new JcaSimpleSignerInfoVerifierBuilder()
        .setProvider(new BouncyCastleProvider())
        .build(by);
  }

  /** Keeps the warnings that DSS logs, as a checker has no other way to give its reasons. */
  private static final class Findings extends Handler {
    private final List<String> kept = new ArrayList<>();

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
        kept.add(record.getMessage());
      }
    }

    List<String> take() {
      List<String> taken = List.copyOf(kept);
      kept.clear();
      return taken;
    }

    void clear() {
      kept.clear();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
