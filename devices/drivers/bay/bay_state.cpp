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
constexpr std::array<Row, 28> texts = {{
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
     "flood",
     {"The device sends without end. Unplug it, plug it in again, or use another adapter.",
      "设备不停地发送数据，请重新插拔，或更换适配器。"}},
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
     "not-heard",
     {"Nobody is on the car's data line. Check the plug and the ignition.",
      "车辆总线上无任何应答，请检查插头与点火开关。"}},
    {BayState::ignition_off,
     "bus-off",
     {"The car's data line is disturbed, reading has stopped. Check the plug and the wires.",
      "车辆总线受到严重干扰，读取已停止，请检查插头和线束。"}},
    {BayState::ignition_off,
     "garbled",
     {"The car's answers cannot be understood. Check the plug, or use another adapter.",
      "车辆应答无法识别，请检查插头，或更换适配器。"}},
    {BayState::ignition_off,
     "no-obd",
     {"The car answers, but refuses the data of OBD. Switch the ignition on; if it stays so, this car cannot "
      "be "
      "read here.",
      "车辆有应答，但拒绝提供 OBD 数据。请打开点火开关；若仍如此，则无法在此读取该车。"}},
    {BayState::ignition_off,
     "",
     {"The car does not answer. Switch the ignition on.", "车辆无应答，请打开点火开关。"}},
    {BayState::reading,
     "second-tester",
     {"Another tester is connected to this car; reading goes on, but may take longer.",
      "该车还连接着另一台诊断仪，仍在读取，但可能变慢。"}},
    {BayState::reading, "", {"Reading the car...", "正在读取车辆……"}},
    {BayState::ready,
     "second-tester",
     {"The car is connected. Another tester is connected to it too; unplug that one if values are slow.",
      "车辆已连接，但还有另一台诊断仪在使用；如数据变慢，请拔下另一台。"}},
    {BayState::ready, "", {"The car is connected.", "车辆已连接。"}},
    {BayState::lost,
     "silent",
     {"The adapter has fallen silent. Trying again.", "适配器失去应答，正在重试。"}},
    {BayState::lost,
     "unplugged",
     {"The adapter was unplugged, or its connection broke. Waiting for it to come back.",
      "适配器被拔下或连接中断，正在等待恢复。"}},
    {BayState::lost,
     "garbage",
     {"The adapter sends unreadable signs. Trying again.", "适配器发来乱码，正在重试。"}},
    {BayState::lost,
     "foreign-device",
     {"Something that is no OBD adapter answers on this port. Trying again.",
      "该端口上应答的不是 OBD 适配器，正在重试。"}},
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
