package demo

import (
	"context"

	"yinxin.example/yinxin/internal/app"
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

// Accounts lists the demo's accounts in the order they are announced.
func Accounts() []Account {
	return []Account{
		{"holder", "持证人员：五份证书，尚未加注 · a holder with five certificates", holder("林若溪", "119945198805178925", "19900007963")},
		{"history", "持证人员：有已过期和即将到期的加注件，次数已用完 · copies expired and ending, quota used up", holder("郭景行", "11990519690803713X", "19900002212")},
		{"empty", "持证人员：名下没有证书 · a holder without certificates", holder("周未晞", emptyNumber, "19900000000")},
		{"officer", "经办 · an officer of 示例人事考试中心: /console", signin.Enrolment{Role: store.OfficerRole, Authority: "示例人事考试中心"}},
	}
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
		if _, err := a.SignIn.Enrol(ctx, "system", e); err != nil {
			return err
		}
	}
	return nil
}
