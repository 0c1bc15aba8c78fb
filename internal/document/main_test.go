package document_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/signature/statement"
)

// press is opened once for the package: cutting the fonts takes seconds.
var press *document.Press

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "glyphs-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if press, err = document.OpenPress(context.Background(), dir, ""); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// sample is a complete endorsed draft of a demonstration.
func sample(t testing.TB) document.Draft {
	t.Helper()
	photo, err := os.ReadFile("testdata/photos/2021653886671000283.jpg")
	if err != nil {
		t.Fatal(err)
	}
	return document.Draft{
		Photo: photo,
		Seal:  document.Seal{Authority: "示例人事考试中心", Demo: true},
		Statement: statement.Statement{
			Code: "YX7K4M2Q9TWHC", Address: "https://yinxin.example/v/YX7K4M2Q9TWHC",
			ManagementNumber: "2021653886671000283", Name: "林若溪", Sex: "女",
			BirthDate: civil.MustParse("1988-05-17"), DocumentType: "居民身份证", MaskedNumber: "1199**********8925",
			Qualification: "注册城乡规划师", EnglishName: "Registered Urban and Rural Planner",
			ApprovedOn: civil.MustParse("2021-12-08"), IssuedOn: civil.MustParse("2022-03-01"), Authority: "示例人事考试中心",
			EndorsedFrom: civil.MustParse("2021-12-17"), Scenario: "本人调用",
			AppliedAt:  time.Date(2026, 11, 22, 4, 31, 6, 0, time.UTC),
			ValidUntil: civil.MustParse("2027-02-19"), MadeAt: time.Date(2026, 11, 22, 4, 31, 7, 0, time.UTC),
			CertificateVersion: 1, Policy: 1, Template: press.Template(), FontSet: press.FontSet(), Demo: true,
		},
	}
}

// draw makes a finished file whose signature is all zeros.
func draw(t testing.TB, d document.Draft) []byte {
	t.Helper()
	const digits = 4096
	u, err := press.PDF(d, digits)
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, digits)
	for i := range zeros {
		zeros[i] = '0'
	}
	b, err := u.Fill(zeros)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
