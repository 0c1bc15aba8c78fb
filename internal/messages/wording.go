package messages

import (
	"strconv"
	"strings"
	"time"
)

// wording is a message in both languages. A telephone does not tell which one
// its owner reads, so both are sent, the Chinese first.
type wording struct {
	subject string
	zh, en  string // {code} and {minutes} are filled in
}

func wordingOf(kind Kind) wording {
	switch kind {
	case ClaimCode:
		return wording{
			subject: "核实本人 Confirming your account",
			zh:      "验证码 {code}，用于核实本人并查看证书，{minutes} 分钟内有效。不是您本人操作的，请不要告诉任何人。",
			en:      "Your code is {code}. It confirms that an account is yours and is good for {minutes} minutes. If you did not ask for it, tell it to nobody.",
		}
	case RecoverCode:
		return wording{
			subject: "重新设置密码 Setting a new password",
			zh:      "验证码 {code}，用于重新设置密码，{minutes} 分钟内有效。不是您本人操作的，请不要告诉任何人。",
			en:      "Your code is {code}. It sets a new password and is good for {minutes} minutes. If you did not ask for it, tell it to nobody.",
		}
	case SecondRegistration:
		return wording{
			subject: "有人用您的证件再次注册 Your document was registered again",
			zh:      "有人用您的证件又注册了一个账号。您的账号和证书不受影响。不是您本人操作的，请不要把收到的验证码告诉任何人。",
			en:      "Somebody has registered another account with your identity document. Your account and certificates are unaffected. If it was not you, tell no code you receive to anybody.",
		}
	case PasswordChanged:
		return wording{
			subject: "密码已更改 Your password was changed",
			zh:      "您账号的密码已重新设置，原来的登录都已退出。不是您本人操作的，请立即联系证书颁发机构。",
			en:      "The password of your account has been set anew and every earlier sign-in has ended. If it was not you, contact the issuing authority at once.",
		}
	case ClaimMoved:
		return wording{
			subject: "证书已转到另一账号 Your certificates moved to another account",
			zh:      "经工作人员当面核实，您证件名下的证书已转到另一账号。不是您本人办理的，请立即联系证书颁发机构。",
			en:      "After an officer confirmed the person, the certificates of your document were moved to another account. If it was not you, contact the issuing authority at once.",
		}
	}
	return wording{subject: string(kind)}
}

func (w wording) fill(code string, good time.Duration) string {
	r := strings.NewReplacer("{code}", code, "{minutes}", strconv.Itoa(int(good/time.Minute)))
	return r.Replace(w.zh) + "\n" + r.Replace(w.en)
}
