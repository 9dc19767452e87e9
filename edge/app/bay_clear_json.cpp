#include "edge/app/bay_clear_json.hpp"

#include "edge/app/json_out.hpp"
#include "edge/app/shape_json.hpp"
#include "edge/base/time_text.hpp"
#include "edge/data/clear_words.hpp"

namespace outpost::app {
namespace {

void put_common(JsonOut& j, const BayClear& c) {
  j.field("id", c.id).field("snapshot", c.report).field("unit", c.unit).field("station", c.station);
  j.field("vin", c.vin).field("role", c.role).field("person", c.person).field("person_name", c.person_name);
  j.word("asked_at", rfc3339(c.asked_us)).key("ended_at");
  c.ended_us ? j.raw_text(rfc3339(*c.ended_us)) : j.null();
  j.word("result", c.result.empty() ? "under_way" : c.result).field("reason", c.reason);
  j.key("codes_left");
  c.result == "done" ? j.json(c.codes_left) : j.null();
}

}  // namespace

std::string cleared_event(const BayClear& c) {
  JsonOut j;
  j.open('{');
  put_common(j, c);
  j.close('}');
  return j.take();
}

std::string to_json(const BayClear& c) {
  const bool has_words = !c.result.empty() && c.result != "done";
  const data::ClearWord none, &word = has_words ? data::clear_word(c.reason) : none;
  JsonOut j;
  j.open('{');
  put_common(j, c);
  j.field("text_en", std::string(word.en)).field("text_zh", std::string(word.zh)).close('}');
  return j.take();
}

}  // namespace outpost::app
