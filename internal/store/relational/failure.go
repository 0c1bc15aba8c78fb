package relational

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/fault"
)

// The reasons of the store's failures that a caller may act on.
const (
	reasonNotFound        fault.Reason = "not_found"
	reasonConflict        fault.Reason = "already_there"
	reasonMovedOn         fault.Reason = "moved_on"
	reasonCodeTaken       fault.Reason = "code_taken"
	reasonKeyUsed         fault.Reason = "key_used"
	reasonCopyLive        fault.Reason = "copy_live"
	reasonNumberTaken     fault.Reason = "number_taken"
	reasonUsernameTaken   fault.Reason = "username_taken"
	reasonRegistered      fault.Reason = "organisation_registered"
	reasonLookupsUsed     fault.Reason = "lookups_used_up"
	reasonTextMalformed   fault.Reason = "text_malformed"
	reasonProposalOpen    fault.Reason = "proposal_open"
	reasonIdentityTied    fault.Reason = "identity_tied"
	reasonProposalDecided fault.Reason = "proposal_decided"
	reasonWatchedAlready  fault.Reason = "watched_already"
	reasonStoreUnreached  fault.Reason = "store_unavailable"

	// A caller that gets one of these has a mistake in it.
	reasonListTooLong    fault.Reason = "list_too_long"
	reasonNotPending     fault.Reason = "copy_not_pending"
	reasonNotFinished    fault.Reason = "copy_not_finished"
	reasonLeaseMalformed fault.Reason = "lease_malformed"
)

// Fault turns a failure of the engine into a fault.Error by its class. A
// fault keeps its kind and reason; nil stays nil.
func (m *Mapping) Fault(op string, err error) error {
	if err == nil {
		return nil
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return fault.Wrap(op, err)
	}
	f := &fault.Error{Op: op, Err: err}
	switch m.dialect.Class(err) {
	case Duplicate:
		f.Kind, f.Reason = fault.Conflict, reasonConflict
	case Orphan:
		f.Kind, f.Reason = fault.NotFound, reasonNotFound
	case Down:
		f.Kind, f.Reason = fault.Unavailable, reasonStoreUnreached
	case Unclassified:
		if errors.Is(err, context.DeadlineExceeded) {
			f.Kind, f.Reason = fault.Unavailable, reasonStoreUnreached
		}
	}
	return f
}

func notFound(op string) error { return fault.New(op, fault.NotFound, reasonNotFound) }

func conflict(op string, reason fault.Reason) error { return fault.New(op, fault.Conflict, reason) }

// checkText refuses text that one engine would store and the other would not:
// PostgreSQL takes neither U+0000 nor broken UTF-8, and ends the transaction
// over it.
func checkText(args []any) error {
	for _, arg := range args {
		if s, ok := arg.(string); ok && (strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s)) {
			return fault.New("store.checkText", fault.Invalid, reasonTextMalformed)
		}
	}
	return nil
}
