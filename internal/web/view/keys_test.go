package view_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/requests"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/watching"
	"yinxin.example/yinxin/internal/web/view"
)

// builtKeys are the texts whose keys are put together from a value: a family
// and its members.
func builtKeys() map[string][]string {
	families := map[string][]string{
		"sex.":      {string(person.Male), string(person.Female)},
		"kind.":     {string(cert.ECertificate), string(cert.FileRecord)},
		"empty.":    {string(view.EmptyNotOurs), string(view.EmptyNotYetOnline), string(view.EmptyShouldBeHere)},
		"copy.":     {string(view.CopyPending), string(view.CopyReady), string(view.CopyExpired), string(view.CopyWithdrawn), string(view.CopyFailed), string(view.CopyVoid)},
		"verdict.":  {"valid", "invalid", "indeterminate", "invalid.sentence", "indeterminate.sentence", "valid.endorsed", "valid.not_needed", "valid.foreign", "valid.report"},
		"failure.":  {},
		"state.":    {},
		"document.": {},
	}
	families["took."] = []string{"seconds", "minutes", "hours"}
	families["overview.kept."] = view.KeptReasons()
	for _, chart := range []string{"hours", "days", "expiring"} {
		for _, part := range []string{"", ".when", ".bar", ".said", ".none"} {
			families["overview.chart."] = append(families["overview.chart."], chart+part)
		}
	}
	families["overview.chart."] = append(families["overview.chart."], "hours.line")
	for _, topic := range messages.Topics() {
		families["messages.topic."] = append(families["messages.topic."], string(topic))
	}
	for _, way := range messages.Ways() {
		families["messages.way."] = append(families["messages.way."], string(way))
		families["messages.by."] = append(families["messages.by."], string(way))
	}
	families["account.done."] = []string{"add", "enable", "disable", "reset_password", "reset_second_factor"}
	families["keys.state."] = []string{"active", "expired", "revoked"}
	for _, scope := range slices.Concat(apikeys.Scopes(), apikeys.OrganisationScopes()) {
		families["scope."] = append(families["scope."], string(scope))
	}
	families["algorithm."] = []string{"p256", "p384", "rsa2048", "rsa3072", "rsa4096", "sm2"}
	families["catalogue.state."] = []string{"in_force", "coming", "replaced"}
	families["level."] = []string{"b-b", "b-t", "b-lt", "b-lta"}
	families["seals.form."] = []string{"cades", "sm2seal", "sm2seal-second"}
	families["seals.revoke."] = []string{"superseded", "cessationOfOperation", "affiliationChanged", "privilegeWithdrawn"}
	families["seals.change."] = []string{"create", "activate", "scope", "budget", "level", "freeze", "unfreeze", "retire", "revoke", "compromise"}
	families["role."] = []string{string(store.HolderRole), string(store.VerifierRole), apikeys.Role}
	families["organisations.done."] = []string{"lock", "unlock"}
	families["checker."] = []string{"query", "keys"}
	for _, role := range store.StaffRoles() {
		families["role."] = append(families["role."], string(role))
	}
	for _, desk := range []string{
		"proposals",
		"seals",
		"catalogue",
		"certificates",
		"requests",
		"deliveries",
		"confirm",
		"accounts",
		"keys",
		"organisations",
		"audit",
	} {
		families["desk."] = append(families["desk."], desk, desk+".about")
	}
	families["data."] = []string{"account", "sessions", "passkeys", "messages", "contacts", "certificates", "copies", "checks", "requests", "trail"}
	families["data.column."] = []string{
		"username", "name", "document", "phone", "email", "organisation", "since", "claimed", "notice", "recovery",
		"device", "used", "until", "topic", "ways", "authority", "wrong", "right", "state", "answer", "when", "action", "origin",
		"qualification", "number", "issued", "code", "scenario", "recipient", "way", "by",
		"role", "passkey", "contact", "kind", "sex", "birth", "approved", "withdrawn", "subject", "files",
	}
	families["contact."] = []string{"phone.lead", "email.lead"}
	browsers, systems := signin.DeviceNames()
	families["browser."], families["system."] = browsers, systems
	families["security.done."] = []string{"added", "renamed", "removed", "on", "off"}
	for _, room := range []string{
		"sessions",
		"password",
		"security",
		"phone",
		"email",
		"recovery",
		"messages",
		"export",
		"close",
	} {
		families["own.room."] = append(families["own.room."], room, room+".about")
	}
	for _, list := range view.ProposalLists() {
		families["proposals."] = append(families["proposals."], string(list), string(list)+".none")
	}
	for _, state := range []store.ProposalState{store.ProposalOpen, store.ProposalApproved, store.ProposalRejected, store.ProposalWithdrawn} {
		families["proposals.state."] = append(families["proposals.state."], string(state))
	}
	for _, kind := range cert.ChangeKinds() {
		families["change."] = append(families["change."], string(kind), string(kind)+".title", string(kind)+".text")
	}
	families["batch.outcome."] = []string{"valid", "indeterminate", "invalid", "not_found", "unreadable"}
	families["batch.state."] = []string{"receiving", "checking", "reporting", "done", "cancelled"}
	for _, state := range []store.DeliveryState{
		store.DeliveryReceiving, store.DeliveryChecking, store.DeliveryUnreadable, store.DeliveryChecked, store.DeliverySubmitted,
		store.DeliveryReleasing, store.DeliveryStopped, store.DeliveryReleased, "public", store.DeliveryUndoing, store.DeliveryUndone,
	} {
		families["delivery.state."] = append(families["delivery.state."], string(state))
	}
	families["delivery.step."] = []string{"upload", "check", "mend", "proof", "release"}
	families["delivery.do."] = []string{"submission", "release", "stop", "resumption", "undo", "check", "discard", "answer"}
	families["progress.stage."] = []string{"review", "storing", "waiting"}
	for _, kind := range []string{"link", "name", "correct", "untie"} {
		families["identity."] = append(families["identity."], kind, kind+".text")
	}
	families["request.subject."] = requests.Subjects()
	families["request.state."] = []string{"received", "examining", "done", "refused", "done.text", "refused.text"}
	families["block."] = []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "unified", "compatibility", "private", "other"}
	for _, prefix := range []string{"verdict.next.", "verdict.original.", "code.next."} {
		families[prefix] = []string{"valid", "invalid", "indeterminate"}
	}
	families["answer."] = append(families["answer."], "report.text")
	families["verdict.next."] = append(families["verdict.next."], "report")
	for _, answer := range []string{string(view.EmptyNotOurs), string(view.EmptyNotYetOnline), string(view.EmptyShouldBeHere)} {
		families["empty."] = append(families["empty."], answer+".text")
	}
	families["copy."] = append(families["copy."], "expired.text", "withdrawn.text", "void.text")
	for _, status := range []string{"403", "404", "413", "422", "429", "500", "503"} {
		families["failure."] = append(families["failure."], status+".title", status+".text")
	}
	for _, state := range []cert.State{cert.InForce, cert.Corrected, cert.Suspended, cert.Revoked, cert.Cancelled, cert.Lapsed} {
		families["state."] = append(families["state."], string(state))
		if state != cert.InForce {
			families["state."] = append(families["state."], string(state)+".text")
		}
	}
	for _, kind := range watching.Kinds() {
		families["event."] = append(families["event."], string(kind))
	}
	families["hook.state."] = []string{"new", "working", "failing", "paused"}
	for _, state := range []store.DispatchState{store.DispatchWaiting, store.DispatchSent, store.DispatchDead} {
		families["dispatch."] = append(families["dispatch."], string(state))
	}
	families["checks.way."] = []string{string(store.CheckedByCode), string(store.CheckedByFile), string(store.CheckedByData), string(store.CheckedInBatch), string(store.CheckedByAPI)}
	families["raising.why."], families["copy.proof."] = view.RaisingCauses(), []string{"b-b", "b-t", "b-lt", "b-lta"}
	families["endorse.waits."] = []string{string(view.WaitsForTimestamp), string(view.WaitsForClock), string(view.WaitsForSeal)}
	families["lookup.outcome."] = []string{"found", "replaced", "not_found"}
	for _, form := range cert.NumberForms() {
		families["number."] = append(families["number."], string(form))
	}
	for _, document := range person.DocumentTypes() {
		families["document."] = append(families["document."], string(document))
	}
	for question, states := range map[string][]string{
		"integrity":   {"intact", "changed", "unsigned", "unreadable", "not_judged"},
		"seal":        {"trusted", "untrusted", "not_judged"},
		"certificate": {"valid", "corrected", "suspended", "revoked", "cancelled", "not_issued", "unknown_offline", "not_judged", "absent"},
		"endorsement": {"valid", "not_begun", "expired", "withdrawn", "not_needed", "missing", "unknown", "not_judged", "absent"},
	} {
		for _, state := range states {
			families["answer."+question+"."] = append(families["answer."+question+"."], state)
			if state != "not_judged" {
				families["answer."+question+"."] = append(families["answer."+question+"."], state+".text")
			}
		}
	}
	return families
}

// usedKeys lists the keys that templates name or that are built from values.
func usedKeys(t *testing.T) []string {
	t.Helper()
	var used []string
	for prefix, members := range builtKeys() {
		for _, member := range members {
			used = append(used, prefix+member)
		}
	}
	named := regexp.MustCompile(`\bt "([^"]+)"`)
	err := fs.WalkDir(os.DirFS("templates"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile("templates/" + path)
		for _, found := range named.FindAllStringSubmatch(string(content), -1) {
			used = append(used, found[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return used
}

func TestEveryTextIsThereAndUsed(t *testing.T) {
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	used := usedKeys(t)
	for _, key := range used {
		if !catalog.Has(key) {
			t.Errorf("%s is used and has no text", key)
		}
	}
	for _, key := range catalog.Keys() {
		// Named by what a use case gives: reasons, actions and who acts, and a proposal's kind, fields and values.
		ofData := slices.ContainsFunc([]string{"reason.", "row.", "action.", "actor.", "field.", "fact.", "proposal.", "value."}, func(prefix string) bool {
			return strings.HasPrefix(key, prefix)
		})
		if !ofData && !slices.Contains(used, key) {
			t.Errorf("%s has a text that nothing uses", key)
		}
	}
}
