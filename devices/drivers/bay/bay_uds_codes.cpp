#include "devices/drivers/bay/bay_uds_codes.hpp"

#include "devices/codec/uds_words.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

constexpr std::uint8_t pending = 0x04, confirmed = 0x08;  // bits of the status (ISO 14229-1, annex D)

constexpr std::uint8_t read_codes = 0x19, by_status = 0x02;

BayUdsCode detail(const UdsCode& code) { return {code.failure_type, code.status, code.severity}; }

// What services 03 and 07 would call it; "" = neither, as for a test that is only open.
std::string_view kind_of(std::uint8_t status) {
  if (status & confirmed) return "stored";
  return status & pending ? "pending" : "";
}

// An entry of a list of service 03 or 07 that says nothing of UDS yet.
BayCode* named_before(BayFacts& facts, const std::string& code, const std::string& source) {
  for (const std::string_view kind : {"stored", "pending"})
    for (auto& c : facts.codes)
      if (c.code == code && c.source == source && c.kind == kind && !c.uds) return &c;
  return nullptr;
}

// The answer may be read twice, in a report that is resumed.
bool known(const BayFacts& facts, const UdsCode& code, const std::string& source) {
  return std::any_of(facts.codes.begin(), facts.codes.end(), [&](const BayCode& c) {
    return c.code == code.code && c.source == source && c.uds == detail(code);
  });
}

void take_entry(BayFacts& facts, const UdsCode& code, const std::string& source) {
  const auto kind = kind_of(code.status);
  if (kind.empty() || known(facts, code, source)) return;
  if (auto* before = named_before(facts, code.code, source))
    before->uds = detail(code);
  else
    facts.codes.push_back({code.code, std::string(kind), source, detail(code)});
}

// The status says nothing of being permanent: the list does.
void take_permanent(BayFacts& facts, const UdsCode& code, const std::string& source) {
  const BayCode entry{code.code, "permanent", source, detail(code)};
  if (std::find(facts.codes.begin(), facts.codes.end(), entry) == facts.codes.end())
    facts.codes.push_back(entry);
}

}  // namespace

std::vector<BayQuestion> uds_code_questions(const BayManner& manner) {
  if (!is_can(manner.bus)) return {};
  return {{"uds_codes", {{read_codes, by_status, pending | confirmed}, 0}, 0}};
}

bool is_quiet_refusal(const ObdRequest& request, const UnitFault& fault) {
  const bool asked = request.service() == read_codes && request.bytes[1] == by_status;
  return asked && fault.name.starts_with("negative-") && fault.name != "negative-78";
}

bool take_uds_codes(BayFacts& facts, const ObdValue& v) {
  const bool permanent = v.name == "wwh.permanent", wwh = v.name == "wwh.dtc";
  if (!permanent && !wwh && v.name != "uds.dtc") return false;
  for (const auto& entry : v.list) {
    const auto code = parse_uds_code(entry);
    if (!code) continue;
    if (permanent)
      take_permanent(facts, *code, v.source);
    else
      take_entry(facts, *code, v.source);
  }
  if (permanent) facts.codes_read.insert("permanent");
  if (wwh) facts.codes_read.insert({"stored", "pending"});
  return true;
}

}  // namespace outpost::dev
