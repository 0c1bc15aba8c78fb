package delivery

import "yinxin.example/yinxin/internal/fault"

// The reasons a row is refused with that this package finds itself; those of
// names and identity documents are package person's.
const (
	ReasonRowMalformed     fault.Reason = "row_malformed"
	ReasonRowHidden        fault.Reason = "row_hidden"
	ReasonCellsMerged      fault.Reason = "cells_merged"
	ReasonCellFormula      fault.Reason = "cell_formula"
	ReasonDuplicate        fault.Reason = "duplicate_in_file"
	ReasonDiffers          fault.Reason = "differs_from_stored"
	ReasonOfAnother        fault.Reason = "document_of_another" // the document stands with another person's name
	ReasonNumberMissing    fault.Reason = "number_missing"
	ReasonNumberTooLong    fault.Reason = "number_too_long"
	ReasonNumberMalformed  fault.Reason = "number_malformed"
	ReasonNumberMangled    fault.Reason = "number_mangled_by_spreadsheet"
	ReasonNameUnrenderable fault.Reason = "name_unrenderable"
	ReasonSexUnknown       fault.Reason = "sex_unknown"
	ReasonSexMismatch      fault.Reason = "sex_mismatch"
	ReasonDateInvalid      fault.Reason = "date_invalid"
	ReasonDateInFuture     fault.Reason = "date_in_future"
	ReasonBirthMismatch    fault.Reason = "birth_date_mismatch"
	ReasonApprovedLate     fault.Reason = "approved_after_issued"
	ReasonQualification    fault.Reason = "qualification_unknown"
	ReasonLevel            fault.Reason = "level_unknown"
	ReasonSpecialty        fault.Reason = "specialty_unknown"
	ReasonIssuer           fault.Reason = "issuer_unknown"
	ReasonNotYours         fault.Reason = "authority_not_yours" // whoever delivers may not for this issuer
	ReasonKind             fault.Reason = "document_kind_unknown"
	ReasonMobileMalformed  fault.Reason = "mobile_malformed"
)

// finding is what is wrong with one column of a row.
type finding struct {
	reason fault.Reason
	detail string
}

// findings holds at most one finding for each column: the first one stands.
type findings [columnCount]finding

func (f *findings) add(c column, reason fault.Reason) { f.addDetail(c, reason, "") }

func (f *findings) addDetail(c column, reason fault.Reason, detail string) {
	if reason != "" && f[c].reason == "" {
		f[c] = finding{reason, detail}
	}
}

// first returns the finding that comes first in the order of the columns.
func (f *findings) first(order layout, line int) (Fault, bool) {
	for _, c := range order {
		if f[c].reason != "" {
			return Fault{Line: line, Field: c.String(), Reason: f[c].reason, Detail: f[c].detail}, true
		}
	}
	return Fault{}, false
}
