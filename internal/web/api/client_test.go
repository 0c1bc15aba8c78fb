package api_test

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/client"
	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/web/api"
)

// Every operation is a method of the client that is named as the operation is,
// and every type that both have holds the same fields.
func TestTheClientKnowsTheWholeInterface(t *testing.T) {
	text, err := api.Describe()
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths      map[string]map[string]struct{ OperationID string }
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	of := reflect.TypeFor[*client.Client]()
	for path, methods := range document.Paths {
		for _, op := range methods {
			if _, ok := of.MethodByName(strings.ToUpper(op.OperationID[:1]) + op.OperationID[1:]); !ok {
				t.Errorf("%s: the client has no %s", path, op.OperationID)
			}
		}
	}
	types := clientTypes(of)
	types["Problem"], types["Mistake"] = reflect.TypeFor[client.Error](), reflect.TypeFor[client.Mistake]()
	for name, schema := range document.Components.Schemas {
		got, ok := types[name]
		if !ok {
			t.Errorf("the client has no type %s", name)
			continue
		}
		fields := fieldsOf(got)
		for property := range schema.Properties {
			if !slices.Contains(fields, property) && property != "type" { // a problem's is always the same
				t.Errorf("client.%s lacks %s", name, property)
			}
		}
		for _, field := range fields {
			if _, ok := schema.Properties[field]; !ok {
				t.Errorf("client.%s has %s, which the interface has not", name, field)
			}
		}
	}
}

// clientTypes are the structs that the client's methods speak of, by name.
func clientTypes(of reflect.Type) map[string]reflect.Type {
	found := map[string]reflect.Type{}
	var visit func(reflect.Type)
	visit = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			visit(typ.Elem())
		case reflect.Func: // an iterator's
			for i := range typ.NumIn() {
				visit(typ.In(i))
			}
		case reflect.Struct:
			if _, seen := found[typ.Name()]; seen || typ.PkgPath() != of.Elem().PkgPath() {
				return
			}
			found[typ.Name()] = typ
			for i := range typ.NumField() {
				visit(typ.Field(i).Type)
			}
		}
	}
	for i := range of.NumMethod() {
		method := of.Method(i).Type
		for j := range method.NumIn() - 1 {
			visit(method.In(j + 1))
		}
		for j := range method.NumOut() {
			visit(method.Out(j))
		}
	}
	for _, page := range []any{client.Certificates{}, client.Deliveries{}, client.Proposals{}, client.Records{}, client.TrailSearch{}, client.Questions{}, client.Batches{}, client.BatchRows{}, client.Watches{}, client.Events{}} {
		visit(reflect.TypeOf(page))
	}
	return found
}

// fieldsOf are the names of a struct's fields in JSON.
func fieldsOf(typ reflect.Type) (names []string) {
	for i := range typ.NumField() {
		name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		switch {
		case typ.Field(i).Anonymous:
			names = append(names, fieldsOf(typ.Field(i).Type)...)
		case name != "-":
			names = append(names, name)
		}
	}
	return names
}

// The client against the interface itself, as an authority's program uses it.
func TestTheClientOfAnAuthority(t *testing.T) {
	w, p := begin(t)
	server := httptest.NewServer(p.h)
	defer server.Close()
	c, err := client.New(server.URL, client.WithKey(p.token), client.WithLanguage("en"))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	key, err := c.GetKey(ctx)
	if err != nil || key.Authority != authority || len(key.Scopes) != len(apikeys.Scopes()) {
		t.Errorf("%+v, %v", key, err)
	}
	file := client.File{Name: "证书.csv", Content: bytes.NewReader(sample(t, "certificates-faulty.csv"))}
	d, err := c.CreateDelivery(ctx, file, "", client.Named("spring"))
	if err != nil || d.FileName != "证书.csv" {
		t.Fatalf("%+v, %v", d, err)
	}
	if again, err := c.CreateDelivery(ctx, file, "", client.Named("spring")); err == nil {
		t.Errorf("the same name for what is left of the file gives %s", again.ID)
	}
	work(t, w)
	if d, err = c.GetDelivery(ctx, d.ID); err != nil || d.State != "checked" || d.Refused == 0 {
		t.Errorf("%+v, %v", d, err)
	}
	var rows, version, records bytes.Buffer
	if err := c.GetDeliveryErrors(ctx, d.ID, &rows); err != nil || rows.Len() == 0 {
		t.Errorf("%d bytes of refused rows, %v", rows.Len(), err)
	}
	if err := c.GetCatalogueVersion(ctx, 1, &version); err != nil || !strings.Contains(version.String(), "注册城乡规划师") {
		t.Errorf("%d bytes of the catalogue, %v", version.Len(), err)
	}
	revoked := w.Certificate(t, func(c *cert.Certificate) { c.State = cert.Revoked })
	found := 0
	for one, err := range c.SearchCertificates(ctx, client.Search{State: "revoked"}) {
		if err != nil || one.ID != string(revoked.ID) {
			t.Errorf("%+v, %v", one, err)
		}
		found++
	}
	kept, err := c.CreateEvidence(ctx, client.File{Name: "决定.pdf", Content: strings.NewReader("%PDF-1.7 x")})
	if err != nil || found != 1 {
		t.Fatalf("%d certificates, %+v, %v", found, kept, err)
	}
	certificate := string(w.Certificate(t).ID)
	change := client.ProposedChange{Kind: "suspend", Public: "核查", Evidence: []string{kept.Evidence}}
	made, err := c.ProposeChange(ctx, certificate, change)
	if err != nil || made.State != "open" || !made.Own || len(made.Evidence) != 1 {
		t.Fatalf("%+v, %v", made, err)
	}
	if _, err := c.ProposeChange(ctx, certificate, change); client.ReasonOf(err) != "proposal_open" {
		t.Errorf("twice: %v", err)
	}
	if made, err = c.WithdrawProposal(ctx, made.ID); err != nil || made.State != "withdrawn" {
		t.Errorf("%+v, %v", made, err)
	}
	if seals, err := c.ListSeals(ctx); err != nil || len(seals.Seals) == 0 {
		t.Errorf("%+v, %v", seals, err)
	}
	if err := c.ExportAudit(ctx, client.TrailFilter{Action: "proposal."}, &records); err != nil || strings.Count(records.String(), "\n") != 2 {
		t.Errorf("%s, %v", &records, err)
	}
	for one, err := range c.SearchAudit(ctx, client.TrailFilter{Actor: "api:" + p.key.ID}) {
		if err != nil || one.Role != "api" {
			t.Errorf("%+v, %v", one, err)
		}
	}
}

// And as an organisation's program uses it.
func TestTheClientOfAnOrganisation(t *testing.T) {
	w, p := checker(t)
	server := httptest.NewServer(p.h)
	defer server.Close()
	c, err := client.New(server.URL, client.WithKey(p.token), client.WithLanguage("en"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, held := t.Context(), w.Certificate(t)
	made := w.Apply(t, w.Holder(t, held.Holder), held)
	w.Seal(t)
	made = w.Copy(t, made.Code)
	file, err := w.Blobs.Get(ctx, made.Blob)
	if err != nil {
		t.Fatal(err)
	}
	q := client.Question{DocumentNumber: held.Holder.Document.Number, Name: held.Holder.Name, Number: held.ManagementNumber}
	for range 2 {
		said, err := c.CheckData(ctx, []client.Question{q}, client.Named("once"))
		if err != nil || len(said.Answers) != 1 || said.Answers[0].Outcome != "found" || said.Answers[0].Certificate.Name != held.Holder.Name {
			t.Fatalf("%+v, %v", said, err)
		}
	}
	quota, err := c.GetQuota(ctx)
	if err != nil || quota.Left != quota.Limit-1 {
		t.Errorf("%+v, %v", quota, err)
	}
	verdict, err := c.CheckFile(ctx, client.File{Name: "x.pdf", Content: bytes.NewReader(file)}, "")
	if err != nil || verdict.Verdict != "valid" || verdict.Data.Code != string(made.Code) {
		t.Errorf("%+v, %v", verdict, err)
	}
	status, err := c.GetCopy(ctx, string(made.Code), w.Clock.Today().String())
	if err != nil || status.Verdict != "valid" || status.Day != w.Clock.Today().String() {
		t.Errorf("%+v, %v", status, err)
	}
	if _, err := c.GetCopy(ctx, "../quota", ""); client.ReasonOf(err) != "copy_unknown" {
		t.Error(err)
	}
	if _, err := c.ListSeals(ctx); client.ReasonOf(err) != "scope_needed" {
		t.Errorf("an authority's seals: %v", err)
	}
}
