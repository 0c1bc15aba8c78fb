"""Asks pyHanko about one sealed PDF.

    judge.py ROOT.pem FILE.pdf [TIME-ROOT.pem...]

Prints what pyHanko said in one line and exits 0 only when the one signature is
intact, covers the whole file, is trusted through ROOT with revocation checked
(in the CRLs beside ROOT, else at the address in its certificate), and nothing
was changed after it.

With roots for time, document timestamps must follow instead, each good under one
of those, the last one over the whole file, and nothing but them and their DSS.
"""

import logging
import sys
from pathlib import Path

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext


def objections(status, coverage, level):
    """Names every point on which pyHanko does not agree with the seal."""
    if not status.intact:
        yield "digest differs"
    if not status.valid:
        yield "signature wrong"
    if not status.trusted:
        yield f"not trusted: {status.trust_problem_indic}, {status.summary()}"
    if status.coverage != coverage:
        yield f"covers {status.coverage.name}"
    if status.modification_level != level:
        yield f"modified: {status.modification_level}"
    if status.docmdp_ok is False:
        yield "DocMDP broken"


def context(*roots):
    crls = [crl.read_bytes() for crl in Path(roots[0]).parent.glob("*.crl")]
    return ValidationContext(
        trust_roots=list(load_certs_from_pemder(roots)),
        crls=crls,
        allow_fetching=not crls,
        revocation_mode="require",
    )


def timestamps(reader, roots):
    """Names what is wrong with the document timestamps."""
    coverage = None
    for stamp in reader.embedded_timestamp_signatures:
        status = validate_pdf_timestamp(stamp, context(*roots))
        coverage = status.coverage
        if not (status.intact and status.valid and status.trusted):
            yield f"timestamp: {status.summary()}"
    if coverage != SignatureCoverageLevel.ENTIRE_FILE:
        yield "the file does not end in a timestamp"


def main(root, path, *time_roots):
    logging.disable(logging.CRITICAL)
    with open(path, "rb") as file:
        reader = PdfFileReader(file, strict=True)
        signatures = reader.embedded_regular_signatures if time_roots else reader.embedded_signatures
        if len(signatures) != 1:
            print(f"{len(signatures)} signatures")
            return 1
        signature = signatures[0]
        status = validate_pdf_signature(signature, signer_validation_context=context(root))
        if time_roots:
            wrong = list(objections(status, SignatureCoverageLevel.ENTIRE_REVISION, ModificationLevel.LTA_UPDATES))
            wrong.extend(timestamps(reader, time_roots))
        else:
            wrong = list(objections(status, SignatureCoverageLevel.ENTIRE_FILE, ModificationLevel.NONE))
        if signature.sig_object.get("/SubFilter") != "/ETSI.CAdES.detached":
            wrong.append(f"SubFilter {signature.sig_object.get('/SubFilter')}")
        docmdp = signature.docmdp_level
        print("; ".join(wrong) or f"{status.summary()}, DocMDP {docmdp.name if docmdp else 'none'}")
        return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Exception as refusal:  # whatever pyHanko raises is its answer
        print(f"{type(refusal).__name__}: {refusal}")
        sys.exit(1)
