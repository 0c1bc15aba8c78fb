"""Asks pyHanko about one sealed PDF of a level above B-B.

    level.py LEVEL ROOT.pem FILE.pdf

LEVEL is b-t, b-lt or b-lta, with raised- before it for a copy that was sealed at
b-b and raised later; seal and timestamps are under ROOT. Nothing is fetched: what
says that no certificate was revoked are the CRLs beside ROOT for b-t, and for the
others the file's own document security store alone. Prints what pyHanko said in
one line and exits 0 only when the signature and every timestamp are intact and
trusted, nothing stands behind them but what the level asks for, and at b-lta the
file ends in a document timestamp and the long-term validation of EN 319 102-1,
5.6.3 passes. A raised copy has no timestamp inside its signature, which alone that
validation goes by here: it is not asked for.
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


def document_stamps(reader, trusted):
    """Names what is wrong with the document timestamps."""
    for stamp in reader.embedded_timestamp_signatures:
        status = validate_pdf_timestamp(stamp, trusted)
        if not (status.intact and status.valid and status.trusted):
            yield f"document timestamp: {status.summary()}"


def archive(reader, trusted):
    """Names what a file lacks that is to end in a document timestamp."""
    stamps = reader.embedded_timestamp_signatures
    if not stamps:
        yield "no document timestamp"
    elif validate_pdf_timestamp(stamps[-1], trusted).coverage != SignatureCoverageLevel.ENTIRE_FILE:
        yield "the file does not end in its timestamp"


def proven(signature, roots):
    """Names what the long-term validation objects to."""
    result = asyncio.run(ades_lta_validation(signature, long_term(roots)))
    if result.ades_subindic != AdESPassed.OK or not result.oldest_evidence_record_timestamp:
        yield f"long term: {result.ades_subindic} {result.failure_msg}"


def main(level, root, path):
    logging.disable(logging.CRITICAL)
    raised, level = level.startswith("raised-"), level.removeprefix("raised-")
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
        revised = raised or level != "b-t"
        wrong = list(objections(
            status,
            SignatureCoverageLevel.ENTIRE_REVISION if revised else SignatureCoverageLevel.ENTIRE_FILE,
            ModificationLevel.LTA_UPDATES if revised else ModificationLevel.NONE))
        stamp = status.timestamp_validity
        if raised:
            if stamp or not reader.embedded_timestamp_signatures:
                wrong.append("not raised by a document timestamp")
        elif not (stamp and stamp.intact and stamp.valid and stamp.trusted):
            wrong.append(f"timestamp of the signature: {stamp and stamp.summary()}")
        wrong.extend(document_stamps(reader, trusted))
        said = status.summary()
        if level == "b-lta":
            wrong.extend(archive(reader, trusted))
        elif reader.embedded_timestamp_signatures and not raised:
            wrong.append("a document timestamp")
        if level == "b-lta" and not raised:
            wrong.extend(proven(signatures[0], roots))
            said += ", long term PASSED"
        if stamps := len(reader.embedded_timestamp_signatures):
            said += f", document timestamps trusted: {stamps}"
        print("; ".join(wrong) or f"{said}, DocMDP {signatures[0].docmdp_level.name}")
        return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Exception as refusal:  # whatever pyHanko raises is its answer
        print(f"{type(refusal).__name__}: {refusal}")
        sys.exit(1)
