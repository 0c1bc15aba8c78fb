"""Asks pyHanko about one sealed PDF of a level above B-B.

    level.py LEVEL ROOT.pem FILE.pdf

LEVEL is b-t, b-lt or b-lta; seal and timestamps are under ROOT. Nothing is
fetched: what says that no certificate was revoked are the CRLs beside ROOT for
b-t, and for the others the file's own document security store alone. Prints what
pyHanko said in one line and exits 0 only when the signature and its timestamp
are intact and trusted, nothing stands behind them but what the level asks for,
and at b-lta the long-term validation of EN 319 102-1, 5.6.3 passes by a document
timestamp that ends the file.
"""

import asyncio
import logging
import sys
from pathlib import Path

from judge import objections
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager


def context(level, roots, beside, reader):
    """What pyHanko trusts, and where it looks for revocations: in one place only."""
    given = {"trust_roots": roots, "allow_fetching": False, "revocation_mode": "require"}
    if level == "b-t":
        return ValidationContext(crls=[crl.read_bytes() for crl in beside.glob("*.crl")], **given)
    return DocumentSecurityStore.read_dss(reader).as_validation_context(given)


def long_term(roots):
    """The question of EN 319 102-1, 5.6.3: the roots, and nothing else from outside."""
    return PdfSignatureValidationSpec(SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=roots),
            revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
        ),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
    ))


def archive(reader, signature, roots, trusted):
    """Names what is wrong with the document timestamp and what it proves."""
    stamps = reader.embedded_timestamp_signatures
    if len(stamps) != 1:
        yield f"{len(stamps)} document timestamps"
        return
    status = validate_pdf_timestamp(stamps[0], trusted)
    if not (status.intact and status.valid and status.trusted):
        yield f"document timestamp: {status.summary()}"
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        yield "the file does not end in its timestamp"
    result = asyncio.run(ades_lta_validation(signature, long_term(roots)))
    if result.ades_subindic != AdESPassed.OK or not result.oldest_evidence_record_timestamp:
        yield f"long term: {result.ades_subindic} {result.failure_msg}"


def main(level, root, path):
    logging.disable(logging.CRITICAL)
    with open(path, "rb") as file:
        reader = PdfFileReader(file, strict=True)
        signatures = reader.embedded_regular_signatures
        if len(signatures) != 1:
            print(f"{len(signatures)} signatures")
            return 1
        roots = list(load_certs_from_pemder([root]))
        trusted = context(level, roots, Path(root).parent, reader)
        status = validate_pdf_signature(
            signatures[0], signer_validation_context=trusted, ts_validation_context=trusted)
        revised = level != "b-t"
        wrong = list(objections(
            status,
            SignatureCoverageLevel.ENTIRE_REVISION if revised else SignatureCoverageLevel.ENTIRE_FILE,
            ModificationLevel.LTA_UPDATES if revised else ModificationLevel.NONE))
        stamp = status.timestamp_validity
        if not (stamp and stamp.intact and stamp.valid and stamp.trusted):
            wrong.append(f"timestamp of the signature: {stamp and stamp.summary()}")
        if level == "b-lta":
            wrong.extend(archive(reader, signatures[0], roots, trusted))
        elif reader.embedded_timestamp_signatures:
            wrong.append("a document timestamp")
        said = status.summary() + (", long term PASSED" if level == "b-lta" else "")
        print("; ".join(wrong) or f"{said}, DocMDP {signatures[0].docmdp_level.name}")
        return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Exception as refusal:  # whatever pyHanko raises is its answer
        print(f"{type(refusal).__name__}: {refusal}")
        sys.exit(1)
