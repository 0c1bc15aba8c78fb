package identity_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/identity"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

const (
	center = "示例人事考试中心"
	guild  = "示例拍卖师协会"
)

func officer(authority string) store.Account {
	return store.Account{ID: "officer", Role: store.OfficerRole, Authority: authority}
}

func reviewer(authority string) store.Account {
	return store.Account{ID: "reviewer", Role: store.ReviewerRole, Authority: authority}
}

// grounds are grounds with a file.
func grounds(t *testing.T, w *world.World) identity.Grounds {
	t.Helper()
	e, err := w.Approval.KeepEvidence(t.Context(), "证明.pdf", []byte("%PDF-1.7"))
	if err != nil {
		t.Fatal(err)
	}
	return identity.Grounds{Reason: "持证人员提交公安机关证明", Evidence: []store.Evidence{e}}
}

func approve(t *testing.T, w *world.World, p store.Proposal, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Approval.Approve(t.Context(), officer(p.Authority), p.ID); err == nil {
		t.Error("approved by whoever proposed it")
	}
	if _, err := w.Approval.Approve(t.Context(), reviewer(p.Authority), p.ID); err != nil {
		t.Fatal(err)
	}
}

// list is what the holder sees, by ID.
func list(t *testing.T, w *world.World, a store.Account) map[cert.ID]cert.State {
	t.Helper()
	items, err := w.Holding.List(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[cert.ID]cert.State{}
	for _, item := range items {
		shown[item.Certificate.ID] = item.Certificate.State
	}
	return shown
}

func wantReason(t *testing.T, err error, want fault.Reason) {
	t.Helper()
	if fault.ReasonOf(err) != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// sent is everything that was sent to a telephone.
func sent(t *testing.T, w *world.World) string {
	t.Helper()
	if err := w.Carrier.Carry(t.Context()); err != nil {
		t.Fatal(err)
	}
	folder := w.Config.OutboxFolder()
	entries, err := os.ReadDir(folder)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, e := range entries {
		content, err := os.ReadFile(folder + "/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		all.Write(content)
	}
	return all.String()
}

func foreigner() (older, newer person.Document) {
	return person.Document{Type: person.ForeignerCard, Number: "USA110088051789"},
		person.Document{Type: person.ForeignerCard, Number: "911840198805170019"}
}

func TestALinkCountsForItsAuthorityAlone(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		older, newer := foreigner()
		who := world.Person()
		who.Document = older
		ours := w.Certificate(t, func(c *cert.Certificate) { c.Holder = who })
		theirs := w.Certificate(t, func(c *cert.Certificate) { c.Holder, c.Authority = who, guild })
		another := w.Certificate(t, func(c *cert.Certificate) { c.Holder = who; c.Holder.Name = "林若曦" })
		who.Document = newer
		renewed := w.Certificate(t, func(c *cert.Certificate) { c.Holder = who })
		a := w.Holder(t, who)
		before := list(t, w, a)

		_, err := w.Identity.ProposeLink(t.Context(), officer(center), older, newer, identity.Grounds{Reason: "无证明"})
		wantReason(t, err, "identity_evidence_missing")
		p, err := w.Identity.ProposeLink(t.Context(), officer(center), newer, older, grounds(t, w))
		_, again := w.Identity.ProposeLink(t.Context(), officer(center), older, newer, grounds(t, w))
		wantReason(t, again, "proposal_open")
		// Another authority may propose the same at the same time, and learns nothing.
		if _, err := w.Identity.ProposeLink(t.Context(), officer(guild), older, newer, grounds(t, w)); err != nil {
			t.Errorf("another authority's: %v", err)
		}
		if len(list(t, w, a)) != len(before) {
			t.Error("shown before it was approved")
		}
		approve(t, w, p, err)

		if ties, err := w.Identity.Linked(t.Context(), ours); err != nil || len(ties.Documents) != 1 {
			t.Errorf("its staff see %v, %v", ties, err)
		}
		if ties, err := w.Identity.Linked(t.Context(), theirs); err != nil || len(ties.Documents) != 0 {
			t.Errorf("another authority's staff see %v, %v", ties, err)
		}
		shown := list(t, w, a)
		if _, ok := shown[ours.ID]; !ok || len(shown) != 2 {
			t.Errorf("after the link: %v", shown)
		}
		if _, ok := shown[theirs.ID]; ok {
			t.Error("another authority's certificate is shown by this link")
		}
		if _, ok := shown[another.ID]; ok {
			t.Error("another name's certificate is shown by this link")
		}
		if _, ok := shown[renewed.ID]; !ok {
			t.Error("the document's own certificate is gone")
		}
		if _, err := w.Holding.Find(t.Context(), a, theirs.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another authority's: %v", err)
		}
		if _, err := w.Holding.Endorse(t.Context(), a, ours.ID, w.Application("")); err != nil {
			t.Errorf("endorsed: %v", err)
		}
		_, err = w.Identity.ProposeLink(t.Context(), officer(center), older, newer, grounds(t, w))
		wantReason(t, err, "identity_tied")
		if got := sent(t, w); !strings.Contains(got, "identity_tied") {
			t.Errorf("the holder was told nothing:\n%s", got)
		}

		undone, err := w.Identity.ProposeUntie(t.Context(), officer(center), p.ID, identity.Grounds{Reason: "关联有误"})
		approve(t, w, undone, err)
		if shown := list(t, w, a); len(shown) != len(before) {
			t.Errorf("after it was undone: %v", shown)
		}
		_, err = w.Identity.ProposeUntie(t.Context(), officer(guild), p.ID, identity.Grounds{Reason: "别处的"})
		wantReason(t, err, "not_found")
	})
}

func TestWhatIsNotLinked(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		known := c.Holder.Document
		unknown := person.Document{Type: person.Passport, Number: "E1234567"}
		for name, test := range map[string]struct {
			by   store.Account
			a, b person.Document
			want fault.Reason
		}{
			"one document":          {officer(center), known, known, "identity_same"},
			"nobody's":              {officer(center), unknown, person.Document{Type: person.Passport, Number: "E7654321"}, "identity_unknown"},
			"another authority's":   {officer(guild), known, unknown, "identity_unknown"},
			"a role without a duty": {reviewer(center), known, unknown, "duty_missing"},
		} {
			if _, err := w.Identity.ProposeLink(t.Context(), test.by, test.a, test.b, grounds(t, w)); fault.ReasonOf(err) != test.want {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// 王晓[沛] is nobody else's until the authority says whose it is.
func TestAnOlderNameIsLinkedAndNeverGuessed(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		recorded := world.Person()
		recorded.Name = "王晓[沛]"
		c := w.Certificate(t, func(c *cert.Certificate) { c.Holder = recorded })
		called := recorded
		called.Name = "王晓沛"
		a := w.Holder(t, called)
		if shown := list(t, w, a); len(shown) != 0 {
			t.Fatalf("guessed: %v", shown)
		}
		answer, err := w.Holding.Explain(t.Context(), a, c.Qualification, 2022)
		if err != nil || !answer.OlderForm || !answer.MaybeCorrected {
			t.Errorf("the empty list is explained by %+v, %v", answer, err)
		}
		for name, test := range map[string]struct {
			by   store.Account
			name string
			want fault.Reason
		}{
			"the same name":       {officer(center), "王晓［沛］", "identity_same"},
			"no name":             {officer(center), " ", "name_empty"},
			"another authority's": {officer(guild), "王晓沛", "not_found"},
		} {
			if _, err := w.Identity.ProposeName(t.Context(), test.by, c.ID, test.name, grounds(t, w)); fault.ReasonOf(err) != test.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		p, err := w.Identity.ProposeName(t.Context(), officer(center), c.ID, "王晓沛", grounds(t, w))
		approve(t, w, p, err)
		if shown := list(t, w, a); shown[c.ID] != cert.InForce {
			t.Errorf("after the link: %v", shown)
		}
		stays, err := w.Issuing.Find(t.Context(), center, c.ID)
		if err != nil || stays.Certificate.Holder.Name != "王晓[沛]" || len(stays.Versions) != 1 {
			t.Errorf("the certificate was changed: %+v, %v", stays.Certificate, err)
		}
		stranger := called
		stranger.Document = person.Document{Type: person.Passport, Number: "E1234567"}
		if shown := list(t, w, w.Holder(t, stranger)); len(shown) != 0 {
			t.Errorf("a namesake sees %v", shown)
		}
	})
}

func correction(id cert.ID) identity.Correction {
	return identity.Correction{
		Certificate: id, Public: "登记的身份信息有误",
		Corrections: issuing.Corrections{cert.FieldName: "林若曦", cert.FieldDocumentNumber: "119981197503111750", cert.FieldSex: "男", cert.FieldBirthDate: "1975-03-11"},
	}
}

func TestACorrectedIdentityIsCorrectedEverywhere(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		first := w.Certificate(t)
		second := w.Certificate(t, func(c *cert.Certificate) {
			c.Qualification, c.EnglishName, c.Level, c.Specialty = "建造师", "Constructor", "一级", "机电工程"
		})
		elsewhere := w.Certificate(t, func(c *cert.Certificate) { c.Authority = guild })
		namesake := w.Certificate(t, func(c *cert.Certificate) { c.Holder.Name = "郭景行" })
		old := w.Holder(t, first.Holder)
		made := w.Apply(t, old, first)
		w.Seal(t)
		_, file, err := w.Holding.File(t.Context(), old, made.Code)
		if err != nil {
			t.Fatal(err)
		}

		p, err := w.Identity.ProposeCorrection(t.Context(), officer(center), correction(second.ID), grounds(t, w))
		approve(t, w, p, err)

		right := first.Holder
		right.Name, right.Sex, right.BirthDate = "林若曦", person.Male, civil.MustParse("1975-03-11")
		right.Document.Number = "119981197503111750"
		shown := list(t, w, w.Holder(t, right))
		if len(shown) != 2 {
			t.Errorf("registered with the corrected identity: %v", shown)
		}
		for id, state := range shown {
			if state != cert.InForce || id == first.ID || id == second.ID {
				t.Errorf("%s is %s", id, state)
			}
		}
		before := list(t, w, old)
		if before[first.ID] != cert.Corrected || before[second.ID] != cert.Corrected || before[elsewhere.ID] != cert.InForce {
			t.Errorf("under the identity before it: %v", before)
		}
		if stays, err := w.Issuing.Find(t.Context(), center, namesake.ID); err != nil || stays.Certificate.State != cert.InForce {
			t.Errorf("another person's with the same number: %+v, %v", stays.Certificate.State, err)
		}
		trust, err := verify.LoadTrust(w.Trust())
		if err != nil {
			t.Fatal(err)
		}
		checks := &checking.Service{Store: w.Store, Blobs: w.Blobs, Now: w.Clock.Now, Trust: func() *verify.Trust { return trust }}
		if found, err := checks.File(t.Context(), file); err != nil || found.Standing.Successor == nil {
			t.Errorf("a copy made before: %+v, %v", found.Standing, err)
		}
		if got := sent(t, w); !strings.Contains(got, "identity_corrected") {
			t.Errorf("the holder was told nothing:\n%s", got)
		}
	})
}

// Where one certificate cannot be corrected, none is.
func TestACorrectionIsWholeOrNothing(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		first := w.Certificate(t)
		p, err := w.Identity.ProposeCorrection(t.Context(), officer(center), correction(first.ID), grounds(t, w))
		if err != nil {
			t.Fatal(err)
		}
		// Delivered meanwhile, for the same person, with a mistake that the
		// correction runs into.
		broken := w.Certificate(t, func(c *cert.Certificate) { c.ApprovedOn = c.IssuedOn.AddDays(1) })
		_, err = w.Approval.Approve(t.Context(), reviewer(center), p.ID)
		wantReason(t, err, "approved_after_issued")
		for _, id := range []cert.ID{first.ID, broken.ID} {
			if d, err := w.Issuing.Find(t.Context(), center, id); err != nil || d.Certificate.State != cert.InForce {
				t.Errorf("%s: %s, %v", id, d.Certificate.State, err)
			}
		}
		if got, err := w.Approval.Find(t.Context(), center, p.ID); err != nil || got.State != store.ProposalOpen {
			t.Errorf("the proposal is %s, %v", got.State, err)
		}
	})
}

func TestWhatIsNotCorrected(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		for name, test := range map[string]struct {
			change func(*identity.Correction)
			want   fault.Reason
		}{
			"nothing":                     {func(a *identity.Correction) { a.Corrections = nil }, "correction_empty"},
			"what is no identity":         {func(a *identity.Correction) { a.Corrections = issuing.Corrections{cert.FieldLevel: "二级"} }, "correction_empty"},
			"without a public reason":     {func(a *identity.Correction) { a.Public = "" }, "public_reason_missing"},
			"a number for everyone":       {func(a *identity.Correction) { a.Public = "改为 119981197503111750" }, "number_in_public"},
			"a birth date of no number":   {func(a *identity.Correction) { delete(a.Corrections, cert.FieldBirthDate) }, "birth_date_mismatch"},
			"a number with a wrong check": {func(a *identity.Correction) { a.Corrections[cert.FieldDocumentNumber] = "119981197503111751" }, "id_check_digit"},
		} {
			asked := correction(c.ID)
			test.change(&asked)
			if _, err := w.Identity.ProposeCorrection(t.Context(), officer(center), asked, grounds(t, w)); fault.ReasonOf(err) != test.want {
				t.Errorf("%s: %v, want %s", name, err, test.want)
			}
		}
		_, err := w.Identity.ProposeCorrection(t.Context(), officer(guild), correction(c.ID), grounds(t, w))
		wantReason(t, err, "not_found")
		if fields := identity.Fields(); !slices.Contains(fields, cert.FieldName) {
			t.Errorf("fields %v", fields)
		}
	})
}
