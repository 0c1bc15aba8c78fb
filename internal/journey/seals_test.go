package journey_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"html"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
)

// attach sends one file in a field, with other fields as pairs before it.
func (v *visitor) attach(path, field, name string, content []byte, fields ...string) answer {
	v.t.Helper()
	fields = append(v.formToken(path), fields...)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := form.WriteField(fields[i], fields[i+1]); err != nil {
			v.t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		v.t.Fatal(err)
	}
	return v.do(http.MethodPost, path, &body, "Content-Type", form.FormDataContentType())
}

// approve lets a colleague approve the proposal that an answer leads to.
func approve(t *testing.T, proposed answer, colleague *visitor) {
	t.Helper()
	if proposed.status != http.StatusSeeOther || !strings.HasPrefix(proposed.location, "/console/proposals/") {
		t.Fatalf("proposing: %s\n%s", said(proposed), plain(proposed.body))
	}
	colleague.expect(colleague.post(proposed.location, "decision", "approve"), http.StatusSeeOther)
}

// issue is what an authority's CA answers to a request.
func issue(t *testing.T, request []byte) []byte {
	t.Helper()
	block, _ := pem.Decode(request)
	if block == nil {
		t.Fatalf("no request: %s", request)
	}
	asked, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	private, err := key.Generate(cms.P256)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	root, err := pki.NewRoot(t.Context(), private, pki.RootParams{CommonName: "示例机构根", From: now.AddDate(-1, 0, 0), Until: now.AddDate(9, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	signing, err := pki.IssueSeal(t.Context(), root, asked.PublicKey, pki.SealParams{
		Authority: asked.Subject.Organization[0], Demo: true, From: now.AddDate(0, 0, -1), Until: now.AddDate(0, 0, 30),
	})
	if err != nil {
		t.Fatal(err)
	}
	return pki.EncodeCertificates(signing, root.Certificate)
}

func TestTwoCustodiansMakeASealAndFreezeIt(t *testing.T) {
	d := start(t)
	first, second := d.signedIn(t, "custodian1"), d.signedIn(t, "custodian2")
	wrong := first.expect(first.post("/console/seals", "algorithm", "p256", "qualification", "拍卖师", "from", "", "budget", "many"), http.StatusUnprocessableEntity)
	wrong.wantWords(t, "签章次数上限应是", "拍卖师")
	approve(t, first.post("/console/seals", "algorithm", "p384", "qualification", "注册测绘师", "from", "2026-01-01", "may", "0", "budget", "", "reason", "换发印章"), second)

	list := first.expect(first.get("/console/seals"), http.StatusOK)
	list.wantWords(t, "待证书", "ECDSA P-384", "启用")
	var page string
	for _, link := range list.links("/console/seals/[a-z2-7]{26}") {
		page = link
	}
	request := first.expect(first.get(page+"/request.pem"), http.StatusOK)
	refused := first.expect(first.attach(page+"/activate", "chain", "chain.pem", []byte("x"), "reason", "证书已签发"), http.StatusUnprocessableEntity)
	refused.wantWords(t, "文件不是 PEM 格式的证书")
	proposed := first.attach(page+"/activate", "chain", "chain.pem", issue(t, []byte(request.body)), "reason", "证书已签发")
	shown := second.expect(second.get(proposed.location), http.StatusOK)
	shown.wantWords(t, "证书指纹（SHA-256）", "示例机构根", "启用")
	approve(t, proposed, second)
	first.expect(first.get(page), http.StatusOK).wantWords(t, "启用", "证书将到期", "注册测绘师", "2026年1月1日")
	first.expect(first.get(page+"/picture.svg"), http.StatusOK).wantWords(t, "<svg", "示例人事考试中心")

	freezing := second.post(page+"/freeze", "reason", "密钥管理检查")
	first.expect(first.get(freezing.location), http.StatusOK).wantWords(t, "冻结印章", `href="`+page+`"`)
	approve(t, freezing, first)
	frozen := first.expect(first.get(page), http.StatusOK)
	frozen.wantWords(t, "冻结", page+"/unfreeze")
	if strings.Contains(frozen.body, page+"/freeze") {
		t.Error("a frozen seal can be frozen")
	}
}

// A seal of the installation's own CA can have its certificate revoked as it is
// retired; the second custodian sees that, and the seal's page says so.
func TestASealIsRetiredAndItsCertificateRevoked(t *testing.T) {
	d := start(t)
	first, second := d.signedIn(t, "custodian1"), d.signedIn(t, "custodian2")
	const page = "/console/seals/demo-seal-1"
	first.expect(first.get(page+"/retire"), http.StatusOK).wantWords(t, "是否同时吊销证书", `value="privilegeWithdrawn"`, `value="" checked`, page+"/compromise")
	hold := first.expect(first.post(page+"/retire", "revoke", "certificateHold", "reason", "换发印章"), http.StatusUnprocessableEntity)
	hold.wantWords(t, "吊销原因应为")
	wordless := first.expect(first.post(page+"/retire", "revoke", "superseded"), http.StatusUnprocessableEntity)
	wordless.wantWords(t, `value="superseded" checked`)
	proposed := first.post(page+"/retire", "revoke", "superseded", "reason", "换发印章")
	second.expect(second.get(proposed.location), http.StatusOK).wantWords(t, "证书吊销原因", "换发了新证书")
	approve(t, proposed, second)
	first.expect(first.get(page), http.StatusOK).wantWords(t, "停用", "吊销时间", "换发了新证书")

	// Or later, when its right to seal turns out to be withdrawn.
	const reports = "/console/seals/demo-seal-reports"
	approve(t, first.post(reports+"/retire", "reason", "停止出具"), second)
	retired := first.expect(first.get(reports), http.StatusOK)
	retired.wantWords(t, reports+"/revoke")
	if strings.Contains(retired.body, "吊销时间") {
		t.Error("retiring alone revokes")
	}
	first.expect(first.post(reports+"/revoke", "reason", "资格被取消"), http.StatusUnprocessableEntity).wantWords(t, "吊销原因应为")
	approve(t, first.post(reports+"/revoke", "revoke", "privilegeWithdrawn", "reason", "资格被取消"), second)
	revoked := first.expect(first.get(reports), http.StatusOK)
	revoked.wantWords(t, "吊销时间", "用印资格被取消")
	if strings.Contains(revoked.body, reports+"/revoke") {
		t.Error("what is revoked can be revoked")
	}
}

func TestAVersionOfTheCatalogueIsComparedProposedAndApproved(t *testing.T) {
	d := start(t)
	administrator, reviewer := d.signedIn(t, "administrator"), d.signedIn(t, "reviewer")
	file := administrator.expect(administrator.get("/console/catalogue/1/catalogue.csv"), http.StatusOK).body
	same := administrator.expect(administrator.attach("/console/catalogue/compare", "file", "c.csv", []byte(file)), http.StatusUnprocessableEntity)
	same.wantWords(t, "没有差别")
	foreign := administrator.attach("/console/catalogue/compare", "file", "c.csv", []byte(file+"拍卖师,Auctioneer,,,示例拍卖师协会,示例拍卖师协会,2021-12-17,2017,,,,\r\n"))
	administrator.expect(foreign, http.StatusUnprocessableEntity).wantWords(t, "不是本单位")

	changed := strings.Replace(file, ",2000,,,,\r\n", ",2000,2030,,,\r\n", 1) + "新增工程师,New Engineer,,,示例人事考试中心,示例人事考试中心,2021-12-17,2026,,,,\r\n"
	compared := administrator.expect(administrator.attach("/console/catalogue/compare", "file", "c.csv", []byte(changed)), http.StatusOK)
	compared.wantWords(t, "新增工程师", "上线截止年度", "2030")
	value := html.UnescapeString(compared.value("catalogue"))
	past := administrator.expect(administrator.post("/console/catalogue", "catalogue", value, "effective_on", "2020-01-01", "reason", "新增"), http.StatusUnprocessableEntity)
	past.wantWords(t, "生效日期已经过去", "新增工程师")
	approve(t, administrator.post("/console/catalogue", "catalogue", value, "effective_on", "", "reason", "新增资格"), reviewer)
	administrator.expect(administrator.get("/console/catalogue"), http.StatusOK).wantWords(t, "新增工程师", "已被替代", "2000年至2030年")
	reviewer.expect(reviewer.get("/coverage?q=%E6%96%B0%E5%A2%9E"), http.StatusOK).wantWords(t, "新增工程师")
}
