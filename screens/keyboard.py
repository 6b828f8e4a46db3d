"""Reading keys: bytes that are no text are passed over instead of ending the console."""

from textual.driver import Driver


def forgiving(driver: type[Driver]) -> type[Driver]:
    """Give a driver like this one that survives what a scanner, or a terminal in another encoding, sends."""
    if driver.__name__ != "LinuxDriver":
        return driver
    from textual._xterm_parser import XTermParser
    from textual.drivers.linux_driver import LinuxDriver

    class ForgivingDriver(LinuxDriver):
        """Passes over bytes that are no UTF-8, and takes the keys around them."""

        def run_input_thread(self) -> None:
            """Read keys until the console ends."""
            while not self.exit_event.is_set():
                try:
                    super().run_input_thread()
                except UnicodeDecodeError as failure:
                    for event in XTermParser().feed(failure.object.decode(errors="ignore")):
                        self.process_message(event)

    return ForgivingDriver
