package storetest

import (
	"fmt"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// certificate makes the n-th certificate, every field filled.
func certificate(n int) cert.Certificate {
	return cert.Certificate{
		ID:               cert.ID(id(n)),
		ManagementNumber: fmt.Sprintf("M%08d", n),
		QueryNumber:      fmt.Sprintf("Q%08d", n),
		Holder: person.Identity{
			Name:      "示例·𰻝生",
			Sex:       person.Female,
			BirthDate: civil.MustParse("1990-02-28"),
			Document:  person.Document{Type: person.Passport, Number: fmt.Sprintf("E%08d", n)},
			Mobile:    fmt.Sprintf("1990000%04d", n%10000),
		},
		Qualification: "示例工程师",
		EnglishName:   "Example Engineer",
		Level:         "一级",
		Specialty:     "示例专业",
		ApprovedOn:    civil.MustParse("2024-05-26"),
		IssuedOn:      civil.MustParse("2024-08-01"),
		Authority:     "示例人事考试中心",
		Kind:          cert.ECertificate,
		Photo:         "photo/" + id(n),
		File:          "file/" + id(n),
		State:         cert.InForce,
		Version:       1,
	}
}

// pendingCopy makes the n-th copy, applied for n seconds after noon.
func pendingCopy(n int, of cert.ID) cert.Copy {
	at := noon().Add(time.Duration(n) * time.Second)
	return cert.Copy{
		Code:        cert.Code(fmt.Sprintf("%013d", n)),
		Certificate: of,
		Endorsement: &cert.Endorsement{Scenario: "本人调用", Recipient: "示例·𰻝招标有限公司 & <b>", Number: cert.NumberLastFour, AppliedAt: at, ValidUntil: civil.MustParse("2027-02-19")},
		Key:         fmt.Sprintf("key-%d", n),
		State:       cert.Pending,
		RequestedAt: at,
		Policy:      1,
		Snapshot:    cert.Snapshot{Name: "示例·𰻝生", MaskedNumber: "E000****0001", BirthDate: civil.MustParse("1990-02-28"), Version: 1},
	}
}

// sealed is the copy as sealing leaves it.
func sealed(c cert.Copy, at time.Time) cert.Copy {
	c.State, c.MadeAt = cert.Ready, at
	c.Template, c.FontSet, c.Policy = "certificate/1", "0f0f", 2
	c.Snapshot.Qualification = "示例工程师"
	c.Blob, c.Digests = "copies/"+string(c.Code), []string{"aa", "bb"}
	return c
}

// account makes the n-th holder's account, every field filled.
func account(n int) store.Account {
	return store.Account{
		ID:             id(n),
		Username:       fmt.Sprintf("Holder-%d", n),
		Role:           store.HolderRole,
		Authority:      "示例协会",
		Name:           "示例·𰻝生",
		Document:       person.Document{Type: person.Passport, Number: fmt.Sprintf("E%08d", n)},
		Phone:          fmt.Sprintf("1990000%04d", n),
		PhoneConfirmed: true,
		Organisation:   fmt.Sprintf("organisation-%d", n),
		Email:          fmt.Sprintf("holder%d@example.com", n),
		PasswordHash:   "$argon2id$p",
		ClaimedAt:      noon().Add(time.Minute),
		NoticeVersion:  3,
		Temporary:      true,
		DisabledAt:     noon().Add(time.Hour),
		TOTPSecret:     fmt.Sprintf("JBSWY3DPEHPK3PXP%04d", n),
		TOTPStep:       59_833_333,
		CreatedAt:      noon().Add(time.Duration(n) * time.Second),
	}
}

func session(token string, of string) store.Session {
	return store.Session{
		TokenHash: []byte(token), AccountID: of, CreatedAt: noon(), ExpiresAt: noon().Add(time.Hour), SecondFactor: true,
		AuthenticatedAt: noon().Add(time.Minute), LastUsedAt: noon().Add(2 * time.Minute), Device: "firefox/linux",
	}
}
