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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.util.Selector;

/**
 * Asks EU DSS and Bouncy Castle about sealed PDFs.
 *
 * <pre>java Judge ROOT.pem... [CRL...]</pre>
 *
 * Reads one question a line, {@code dss PDF}, {@code dss-lasting PDF} for one extended to B-LTA, or
 * {@code bouncycastle CONTENT CMS}, and answers each with one line: {@code accepts} or {@code
 * refuses} and what the judge said; tabs stand between the words of both. CRLs are those named, or,
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
        case "dss" -> askDSS(new File(parts[1]), SignatureLevel.PAdES_BASELINE_B);
        case "dss-lasting" -> askDSS(new File(parts[1]), SignatureLevel.PAdES_BASELINE_LTA);
        case "bouncycastle" -> askBouncyCastle(Path.of(parts[1]), Path.of(parts[2]));
        default -> new Answer(false, "no such judge: " + parts[0]);
      };
    } catch (Exception refusal) { // whatever a judge throws is its answer
      return new Answer(false, refusal.getClass().getSimpleName() + ": " + refusal.getMessage());
    }
  }

  /**
   * Validates under DSS's own default policy. That policy only warns of changes made after signing;
   * here they are reason enough to refuse.
   */
  private Answer askDSS(File file, SignatureLevel level) {
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
            || level == SignatureLevel.PAdES_BASELINE_B && seal.arePdfObjectModificationsDetected()
            || !seal.getPdfSignatureOrFormFillChanges().isEmpty()
            || !seal.getPdfAnnotationChanges().isEmpty()
            || !seal.getPdfUndefinedChanges().isEmpty();
    List<String> baseline = baselineFindings((PAdESSignature) validator.getSignatures().get(0));

    List<String> said = new ArrayList<>();
    said.add(report.getIndication(id).name());
    if (report.getSubIndication(id) != null) {
      said.add(report.getSubIndication(id).name());
    }
    said.add(report.getSignatureFormat(id).toString());
    said.add(modified ? "modified after signing" : "no modifications");
    said.add(baseline.isEmpty() ? "baseline B requirements met" : "baseline: " + baseline);
    report.getAdESValidationErrors(id).stream().map(Message::getValue).forEach(said::add);
    report.getAdESValidationWarnings(id).stream().map(m -> "warns: " + m.getValue()).forEach(said::add);
    boolean accepted =
        report.getIndication(id) == Indication.TOTAL_PASSED
            && report.getSignatureFormat(id) == level
            && !modified
            && baseline.isEmpty();
    return new Answer(accepted, String.join("; ", said));
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

  @SuppressWarnings("unchecked") // SignerId selects certificates, but is a raw Selector
  private static boolean verifies(CMSSignedData cms, SignerInformation signer) throws Exception {
    Selector<X509CertificateHolder> sid = signer.getSID();
    X509CertificateHolder certificate = cms.getCertificates().getMatches(sid).iterator().next();
    return signer.verify(
        new JcaSimpleSignerInfoVerifierBuilder()
            .setProvider(new BouncyCastleProvider())
            .build(certificate));
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
