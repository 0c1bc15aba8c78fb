package issuing_test

import (
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

func correction(id cert.ID, right issuing.Corrections) issuing.Request {
	r := asked(id, cert.Correction)
	r.Public, r.Corrections = "登记有误", right
	return r
}

// The old version stays, with its copies, and leads to the new one; the new one
// bears the numbers and is found under the right name.
func TestACorrectionIsANewVersion(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t, func(c *cert.Certificate) { c.Holder.Name = "林若西" })
		misnamed := w.Holder(t, c.Holder)
		made := w.Apply(t, misnamed, c)
		w.Seal(t)
		change(t, w, correction(c.ID, issuing.Corrections{cert.FieldName: "林若溪"}))
		w.Clock.Advance(time.Second)

		d := dossier(t, w, c.ID)
		if len(d.Versions) != 2 || d.Versions[0].State != cert.Corrected || len(d.Copies) != 1 {
			t.Fatalf("%+v", d.Versions)
		}
		again := d.Versions[1]
		want := c
		want.ID, want.Version, want.Holder.Name = again.ID, 2, "林若溪"
		if again != want {
			t.Errorf("the new version: %+v, want %+v", again, want)
		}
		found, err := check(t, w).Code(t.Context(), string(made.Code))
		if err != nil || found.Certificate != verify.CertificateCorrected || found.Copy.Snapshot.Name != "林若西" {
			t.Errorf("the old copy: %+v, %v", found, err)
		}
		if s := found.Standing; !slices.Equal(s.Fields, []string{cert.FieldName}) || s.Successor == nil || s.Successor.Version != 2 || s.Successor.State != cert.InForce {
			t.Errorf("standing: %+v", s)
		}
		known := c.Holder
		known.Name = "林若溪"
		holder := w.Holder(t, known)
		copied := w.Apply(t, holder, again)
		w.Seal(t)
		if made := w.Copy(t, copied.Code); made.Snapshot.Name != "林若溪" || made.Snapshot.Version != 2 {
			t.Errorf("the new copy says %+v", made.Snapshot)
		}
		// Corrected once more, the first copy leads to the newest.
		change(t, w, correction(again.ID, issuing.Corrections{cert.FieldIssuedOn: "2022-03-02"}))
		w.Clock.Advance(time.Second)
		change(t, w, asked(dossier(t, w, c.ID).Versions[2].ID, cert.Suspension))
		found, err = check(t, w).Code(t.Context(), string(made.Code))
		if s := found.Standing.Successor; err != nil || s == nil || s.Version != 3 || s.State != cert.Suspended {
			t.Errorf("the newest version: %+v, %v", s, err)
		}
	})
}

// What is void stays void when its data is set right, and says why.
func TestACorrectionKeepsTheState(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		change(t, w, asked(c.ID, cert.Revocation))
		w.Clock.Advance(time.Second)
		change(t, w, correction(c.ID, issuing.Corrections{cert.FieldName: "林若曦"}))
		d := dossier(t, w, c.ID)
		again := dossier(t, w, d.Versions[1].ID)
		if again.Certificate.State != cert.Revoked || len(again.Changes) != 2 || again.Changes[0].Reason != "以虚假材料取得" {
			t.Errorf("%s, %+v", again.Certificate.State, again.Changes)
		}
		if _, err := w.Issuing.Propose(t.Context(), officer(), correction(c.ID, issuing.Corrections{cert.FieldName: "林若西"})); fault.ReasonOf(err) != "change_not_possible" {
			t.Errorf("the old version corrected again: %v", err)
		}
	})
}

func TestACorrectionIsHeldToTheRules(t *testing.T) {
	w := world.Sealing(t)
	c := w.Certificate(t)
	for name, test := range map[string]struct {
		right issuing.Corrections
		field string
		want  fault.Reason
	}{
		"no name":                {issuing.Corrections{cert.FieldName: ""}, cert.FieldName, "name_empty"},
		"a name no font draws":   {issuing.Corrections{cert.FieldName: "林\U000F0000"}, cert.FieldName, "name_unrenderable"},
		"a wrong check digit":    {issuing.Corrections{cert.FieldDocumentNumber: "119945198805178926"}, cert.FieldDocumentNumber, "id_check_digit"},
		"an unknown document":    {issuing.Corrections{cert.FieldDocumentType: "图书证"}, cert.FieldDocumentType, "id_type_unknown"},
		"another's birthday":     {issuing.Corrections{cert.FieldBirthDate: "1988-05-18"}, cert.FieldBirthDate, "birth_date_mismatch"},
		"the other sex":          {issuing.Corrections{cert.FieldSex: "男"}, cert.FieldSex, "sex_mismatch"},
		"no sex at all":          {issuing.Corrections{cert.FieldSex: "x"}, cert.FieldSex, "sex_unknown"},
		"no date":                {issuing.Corrections{cert.FieldIssuedOn: "2022/3/1"}, cert.FieldIssuedOn, "date_invalid"},
		"a day to come":          {issuing.Corrections{cert.FieldIssuedOn: "2030-01-01"}, cert.FieldIssuedOn, "date_invalid"},
		"approved after issued":  {issuing.Corrections{cert.FieldApprovedOn: "2022-03-02"}, cert.FieldApprovedOn, "approved_after_issued"},
		"another qualification":  {issuing.Corrections{cert.FieldQualification: "拍卖师"}, cert.FieldQualification, "qualification_unknown"},
		"a level it has not":     {issuing.Corrections{cert.FieldLevel: "九级"}, cert.FieldLevel, "level_unknown"},
		"a specialty it has not": {issuing.Corrections{cert.FieldSpecialty: "炼金"}, cert.FieldSpecialty, "specialty_unknown"},
		"what it says already":   {issuing.Corrections{cert.FieldName: c.Holder.Name}, "", "correction_empty"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.Issuing.Propose(t.Context(), officer(), correction(c.ID, test.right))
			if f, ok := errorAt(err); !ok || f.Reason != test.want || f.Field != test.field {
				t.Errorf("%v, want %s at %s", err, test.want, test.field)
			}
		})
	}
}
