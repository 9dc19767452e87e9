// JSON of the structures that both the wire and the local messages use; only for the sources of this folder.
#pragma once

#include "edge/contract/sync/json_fields.hpp"
#include "edge/contract/sync/message.hpp"

namespace outpost::wire {

nlohmann::json json_of(const std::vector<IncHead>& incs);
nlohmann::json json_of(const std::vector<IncCursor>& incs);
nlohmann::json json_of(const std::vector<TopicCursor>& topics);
nlohmann::json json_of(const std::vector<TopicHead>& topics);

std::vector<IncHead> inc_heads(Fields& f, const char* key);
std::vector<IncCursor> inc_cursors(Fields& f, const char* key);
std::vector<TopicCursor> topic_cursors(Fields& f, const char* key);
std::vector<TopicHead> topic_heads(Fields& f, const char* key);
TopicCursor topic_cursor(Fields& f);

}  // namespace outpost::wire
