#include "devices/drivers/bay/bay_state.hpp"

#include <array>

namespace outpost::dev {
namespace {

constexpr std::array<std::string_view, 7> names = {"no_adapter", "not_obd", "connecting", "ignition_off",
                                                   "reading",    "ready",   "lost"};

struct Row {
  BayState state;
  std::string_view reason;  // "" = for all others of this state
  BayText text;
};
constexpr std::array<Row, 18> texts = {{
    {BayState::no_adapter,
     "silent",
     {"Nothing answers on this port. Is the adapter plugged in and powered?",
      "该端口无应答，请检查适配器是否插好并通电。"}},
    {BayState::no_adapter, "", {"No adapter: plug it in.", "未发现适配器，请插上适配器。"}},
    {BayState::not_obd,
     "garbage",
     {"Unreadable signs: wrong line speed, or this is no OBD adapter.",
      "收到乱码：波特率不对，或这不是 OBD 适配器。"}},
    {BayState::not_obd,
     "no-headers",
     {"This adapter cannot tell the car's control units apart. Use another adapter.",
      "该适配器无法区分车辆控制单元，请更换适配器。"}},
    {BayState::not_obd,
     "protocol-unknown",
     {"The adapter does not say which protocol the car speaks. Use another adapter.",
      "适配器无法说明车辆通信协议，请更换适配器。"}},
    {BayState::not_obd, "", {"This is not an OBD adapter.", "这不是 OBD 适配器。"}},
    {BayState::connecting, "searching", {"Looking for the car's protocol...", "正在搜索车辆通信协议……"}},
    {BayState::connecting, "", {"Setting up the adapter...", "正在初始化适配器……"}},
    {BayState::ignition_off,
     "no-power",
     {"The adapter has no power from the car: plug it into the car.",
      "适配器未从车辆取电，请插到车辆诊断口。"}},
    {BayState::ignition_off,
     "bus-init",
     {"The car's data line does not start up. Switch the ignition on.",
      "车辆总线初始化失败，请打开点火开关。"}},
    {BayState::ignition_off,
     "can-error",
     {"The car's data line reports errors. Check the plug and the ignition.",
      "车辆总线错误，请检查插头与点火开关。"}},
    {BayState::ignition_off,
     "",
     {"The car does not answer. Switch the ignition on.", "车辆无应答，请打开点火开关。"}},
    {BayState::reading, "", {"Reading the car...", "正在读取车辆……"}},
    {BayState::ready, "", {"The car is connected.", "车辆已连接。"}},
    {BayState::lost,
     "silent",
     {"The adapter has fallen silent. Trying again.", "适配器失去应答，正在重试。"}},
    {BayState::lost,
     "adapter-reset",
     {"The adapter has started anew. Connecting again.", "适配器已重启，正在重新连接。"}},
    {BayState::lost,
     "flood",
     {"The adapter sends without end. Trying to get through.", "适配器持续乱发数据，正在恢复。"}},
    {BayState::lost, "", {"The car has fallen silent. Trying again.", "车辆失去应答，正在重试。"}},
}};

}  // namespace

std::string_view bay_state_name(BayState state) { return names[static_cast<std::size_t>(state)]; }

BayText bay_state_text(BayState state, std::string_view reason) {
  const Row* fallback = nullptr;
  for (const auto& row : texts) {
    if (row.state != state) continue;
    if (row.reason == reason) return row.text;
    if (row.reason.empty()) fallback = &row;
  }
  return fallback ? fallback->text : BayText{};
}

Status bay_status(BayState state, std::string_view reason) {
  const std::string why(reason);
  switch (state) {
  case BayState::no_adapter: return {State::unreachable, why.empty() ? "silent" : why};
  case BayState::not_obd: return {State::faulted, "not-obd"};
  case BayState::connecting: return {State::opening, why};
  case BayState::ignition_off: return {State::ready, "ignition-off"};
  case BayState::reading: return {State::busy, "reading"};
  case BayState::ready: return {State::ready, ""};
  case BayState::lost: return {State::stale, why};
  }
  return {State::faulted, "internal"};
}

}  // namespace outpost::dev
