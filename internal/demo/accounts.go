package demo

import (
	"context"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

// Password opens every account of the demo.
const Password = "yinxin-demo"

// Account is one of the demo's accounts, with what it is there to show.
type Account struct {
	Username string
	Shows    string
	enrol    signin.Enrolment
}

// TOTPSecret is the second factor in base 32, "" where the account needs none.
// Like the password it is printed for everyone and protects nothing.
func (a Account) TOTPSecret() string { return a.enrol.TOTPSecret }

// The authorities that the accounts work for.
const (
	mainAuthority  = "示例人事考试中心"
	otherAuthority = "示例拍卖师协会"
)

// DeliversFor is who delivers whose certificates: the centre everyone's, as the
// national one does for the associations, and each association its own.
func DeliversFor() config.DeliversFor {
	return config.DeliversFor{mainAuthority: {config.Everyone}}
}

// Accounts lists the demo's accounts in the order they are announced.
func Accounts() []Account {
	return []Account{
		{"holder", "持证人员：五份证书，尚未加注 · a holder with five certificates", holder("林若溪", "119945198805178925", "19900007963")},
		{"history", "持证人员：有已过期和即将到期的加注件，次数已用完 · copies expired and ending, quota used up", holder("郭景行", "11990519690803713X", "19900002212")},
		{"empty", "持证人员：名下没有证书 · a holder without certificates", holder("周未晞", emptyNumber, "19900000000")},
		{"holder2", "持证人员：加注件盖有 PAdES 与国密两枚印章 · a holder whose copies bear two seals, PAdES and SM2", holder("刘静华", "119975197204110187", "19900006225")},
		{"officer", "经办 · an officer of 示例人事考试中心: /console", staff(store.OfficerRole, "许示例", "")},
		{"reviewer", "复核 · a reviewer there", staff(store.ReviewerRole, "秦示例", "JPR3AKIUFXUFNPRBCBBEKYWR22YLZIUX")},
		{"custodian1", "印章保管 · a custodian of its seals", staff(store.CustodianRole, "施示例", "3KMRRWOEFQDYSBTVNY2IL6EHOSVXNLJV")},
		{"custodian2", "印章保管 · the other custodian", staff(store.CustodianRole, "孔示例", "ZMQTP66MGQU24SN42COBI7FBYLNDTOZC")},
		{"auditor", "审计 · an auditor there", staff(store.AuditorRole, "严示例", "")},
		{"administrator", "管理员 · its administrator", staff(store.AdministratorRole, "华示例", "XX4JZHPLRQ3ECWDLIGQIVXC26IAXXURP")},
		{"verifier", "查验单位 · an organisation that looks certificates up: /check", signin.Enrolment{Role: store.VerifierRole, Phone: "19900000001"}},
		{"officer2", "经办 · an officer of 示例拍卖师协会", signin.Enrolment{Role: store.OfficerRole, Authority: otherAuthority, Name: "金示例"}},
	}
}

// The organisation that checks. Its number is well formed and nobody's: area
// 119999 does not exist.
const (
	organisation       = "演示查验单位"
	organisationNumber = "91119999MA0000007J"
)

// staff works for the main authority.
func staff(role store.Role, name, secret string) signin.Enrolment {
	return signin.Enrolment{Role: role, Authority: mainAuthority, Name: name, TOTPSecret: secret}
}

// emptyNumber is a well-formed number of nobody: area 119999 does not exist.
const emptyNumber = "119999199001010012"

func holder(name, number, phone string) signin.Enrolment {
	return signin.Enrolment{
		Role: store.HolderRole, Name: name, Phone: phone,
		Document: person.Document{Type: person.ResidentCard, Number: number},
	}
}

func openAccounts(ctx context.Context, a *app.App) error {
	for _, account := range Accounts() {
		e := account.enrol
		e.Username, e.Password = account.Username, Password
		if e.Role == store.VerifierRole {
			if err := a.Organisations.Enrol(ctx, "system", organisation, organisationNumber, e); err != nil {
				return err
			}
			continue
		}
		if _, err := a.SignIn.Enrol(ctx, "system", e); err != nil {
			return err
		}
	}
	return nil
}
