package bench

import (
	"bufio"
	"encoding/csv"
	"errors"
	"os"
	"strconv"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/person"
)

// plainColumns name the columns of the plain table, in a delivery's order.
func plainColumns() []string {
	return []string{"management_number", "query_number", "name", "sex", "birth_date", "document_type", "document_number",
		"qualification", "level", "specialty", "approved_on", "issued_on", "authority", "kind", "mobile"}
}

// offerings are what the made-up rows are about.
func offerings() []cert.Offering {
	one := cert.Offering{
		Qualification: "建造师", EnglishName: "Constructor", Level: "一级", Specialty: "建筑工程",
		Authority: authority, Seal: authority, OnlineFrom: 2000,
	}
	two := one
	two.Specialty = "市政公用工程"
	return []cert.Offering{one, two}
}

// WriteDelivery writes a delivery of n made-up rows: every number, name and
// person is another one, and all are right. The demo takes it.
func WriteDelivery(path string, n int) error {
	file, err := writeDelivery(path, n)
	if err != nil {
		return err
	}
	return file.Close()
}

// writeDelivery is WriteDelivery, and leaves the file open.
func writeDelivery(path string, n int) (*os.File, error) {
	people, err := newPeople()
	if err != nil {
		return nil, err
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	buffer := bufio.NewWriter(file)
	out := csv.NewWriter(buffer)
	err = out.Write([]string{"管理号", "查询编号", "姓名", "性别", "出生日期", "证件类型", "证件号码",
		"资格名称", "级别", "专业", "批准日期", "签发日期", "签发单位", "文书种类", "手机号"})
	for i := 0; i < n && err == nil; i++ {
		err = out.Write(madeUp(people, i))
	}
	out.Flush()
	if err := errors.Join(err, out.Error(), buffer.Flush()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// madeUp is the i-th row. Its area code is none that was ever given out.
func madeUp(p *people, i int) []string {
	const days = 12_000
	scattered := i * 7919 % 10_000_000 // offices do not sort by number
	born := civil.MustParse("1965-01-01").AddDays(i % days)
	digits := "119" + pad(i/days%1000, 3) + strconv.Itoa(born.Year) + pad(int(born.Month), 2) + pad(born.Day, 2) + pad(i/days/1000%1000, 3)
	sex := person.Female
	if (i/days/1000)%2 == 1 {
		sex = person.Male
	}
	return []string{
		"2022" + pad(scattered, 15), "", p.name(i), string(sex), born.String(), string(person.ResidentCard),
		digits + checkDigit(digits), "建造师", "一级", []string{"建筑工程", "市政公用工程"}[i%2],
		"2022-03-31", "2022-06-30", authority, string(cert.ECertificate), "199" + pad(i, 8),
	}
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return s
}

// checkDigit is the eighteenth character (GB 11643-1999, ISO 7064 MOD 11-2).
func checkDigit(digits string) string {
	sum := 0
	for _, d := range digits {
		sum = (sum + int(d-'0')) * 2 % 11
	}
	return string("10X98765432"[sum%11])
}
