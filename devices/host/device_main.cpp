// outpost-device: one process for one or several serial, TCP or simulated units.
#include "devices/host/program.hpp"

int main(int argc, char** argv) {
  return outpost::dev::run_program("outpost-device", outpost::dev::stream_makers(), argc, argv);
}
