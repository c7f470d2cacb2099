namespace Keelson.Findings;

public readonly partial struct FindingGuide
{
    private const string NoKernel =
        "No kernel is entered: the stub says so and returns EFI_LOAD_ERROR to the firmware.";

    private static FindingGuide OfHandover(FindingId id) =>
        id switch
        {
            FindingId.RegionTypeUndefined => new(
                "A descriptor has a memory type from 0x10 to 0x6fffffff, which UEFI keeps for itself. What such memory "
                    + "is for nobody can know, so no kernel uses it.",
                "Memory that is missing.",
                NoneKnown,
                "Types of your own begin at 0x70000000. A later UEFI may have given the number a meaning: then ask for "
                    + "a newer Keelson."
            ),
            FindingId.RegionUnaccepted => new(
                "Unaccepted memory (UEFI 2.10, 7.2.1): of a guest whose host cannot read its memory, where each page "
                    + "has to be accepted before its first use. Keelson accepts none and uses none of it.",
                "Linux on arm64 has no support for it and leaves it out as well.",
                NoneKnown,
                "Accept memory before ExitBootServices unless the program asks for less."
            ),
            FindingId.MemoryMapUnusable => new(
                "GetMemoryMap failed, or gave a map that cannot be read: descriptors smaller than the 40 bytes of "
                    + "version 1, a size that is no whole number of descriptors, no descriptor at all, more than its "
                    + "buffer holds. The line in front of it says which.",
                NoKernel,
                NoneKnown,
                "Return the size of the map in MemoryMapSize, and a DescriptorSize that divides it."
            ),
            FindingId.ExitRefused => new(
                "ExitBootServices returned an error each time, though it was given the key of the newest map; or the "
                    + "map grew beyond its buffer between two calls, when nothing could be allocated any more; or it "
                    + "took more than the two calls that other boot programs make.",
                NoKernel + " Linux's stub tries twice, Keelson four times.",
                "Lenovo T14s (X1E), systemd issue 34308; edk2 gives EFI_INVALID_PARAMETER as well where a runtime "
                    + "region is not aligned to 64 KB (CoreTerminateMemoryMap).",
                "Handlers of the ExitBootServices event must not allocate. Look at KF-008 in another run."
            ),
            FindingId.PointerLeft => new(
                "SetVirtualAddressMap succeeded, and a pointer of EFI_SYSTEM_TABLE that has to be converted (UEFI "
                    + "2.10, 8.4.1) is the physical address that it was.",
                "Nothing in Linux, which takes what is no virtual address for a physical one. Others fault.",
                NoneKnown,
                "Convert EFI_SYSTEM_TABLE.FirmwareVendor, ConfigurationTable and RuntimeServices, and then the CRC32."
            ),
            FindingId.ServicePointerLost => new(
                "After SetVirtualAddressMap the pointer to SetTime, SetWakeupTime or UpdateCapsule is not an address "
                    + "of a runtime region. Keelson calls these where it is asked to (keelson.time=set), so that no "
                    + "other line tells of it; the service is claimed, by EFI_RT_PROPERTIES_TABLE or as there is none.",
                "Linux: \"[Firmware Bug]: Synchronous exception\" when a clock or an alarm is set, or a capsule given, "
                    + "and no services afterwards.",
                "edk2 leaves pointers to functions of its boot services where a platform has no driver for a service.",
                "Give every service a function in runtime memory that returns EFI_UNSUPPORTED, and publish the table."
            ),
            FindingId.HardwareFailed => new(
                "A service that was called with arguments that are right returned EFI_DEVICE_ERROR: the status that "
                    + "UEFI has for hardware that fails. For the caller it is a service that does not work. A "
                    + "SetVariable that takes no variable at all is KF-042.",
                "No clock (\"hwclock\" fails, the date is wrong after each start), no boot entries. fwts and the UEFI "
                    + "SCT count it as a failure.",
                "Clock chips without a battery, or on a bus that the kernel has taken (pftf/RPi4 issue 93, edk2-rk3588 "
                    + "issue 40); variables in a secure world that is busy: edk2 commit 6f2b09986b.",
                "Look at the device behind the service. Where a board has none, return EFI_UNSUPPORTED, and say so in "
                    + "EFI_RT_PROPERTIES_TABLE."
            ),
            FindingId.AttributesVersionUnknown => new(
                "EFI_MEMORY_ATTRIBUTES_TABLE has a version above 2. It is left alone: what a later one means is not "
                    + "known.",
                "Linux: \"Unexpected EFI Memory Attributes table version\"; runtime memory stays writable and "
                    + "executable.",
                NoneKnown,
                "Publish version 2 (UEFI 2.10, 4.6.4), until kernels know a later one."
            ),
            FindingId.DescriptionRefused => new(
                "What describes the machine lacks something that Linux does not start without, or not with all "
                    + "processors: a FADT of ACPI 5.1 or later with HW_REDUCED_ACPI, a GTDT with the interrupt of "
                    + "a timer of EL1, a MADT with a GIC distributor and the processor that runs, by its MPIDR_EL1; "
                    + "in a device tree the timer (arm,armv8-timer) with interrupts of an interrupt controller, and "
                    + "the processor among those of /cpus. ACPI is "
                    + "looked at where there is no device tree with a machine in it, as Linux goes by that first. And "
                    + "PSCI has to be reached by the conduit that is named, for which its version is asked: SMC needs "
                    + "an EL3, HVC an EL2 that is not the kernel's own. Where it is not, Keelson does without PSCI.",
                "Linux: \"FADT not ACPI hardware reduced compliant\", \"Unsupported FADT revision\", \"missing boot "
                    + "CPU MPIDR, not enabling secondaries\", \"Unable to initialise architected timer\"; or an "
                    + "exception in psci_probe, before there is a console.",
                NoneKnown,
                "Mend the table that is named. A table that is damaged, or in no memory, is told as that, and its "
                    + "absence is not."
            ),
            FindingId.CounterRateInTree => new(
                "CNTFRQ_EL0, which firmware sets to the frequency of the system counter, is 0, and the timer's node of "
                    + "the device tree has clock-frequency in its place. Kernels that know the node go by it.",
                "Nothing in Linux. Guests of a hypervisor, other kernels and firmware's own drivers have no clock. "
                    + "Keelson can time nothing, as for KF-062.",
                "Linux, Documentation/devicetree/bindings/timer/arm,arch_timer.yaml, has the property for such "
                    + "firmware alone.",
                "Write the frequency to CNTFRQ_EL0 at EL3 on each processor that is started, and drop the property."
            ),
            FindingId.ReservedMemoryUsable => new(
                "A child of /reserved-memory in the device tree has no-map, which tells a kernel to keep away, and the "
                    + "memory map has the same memory as free, or as a loader's or boot services'. The memory may have "
                    + "been given to somebody already: this program, a driver, a kernel that is unpacked. Keelson "
                    + "leaves out what the tree reserves.",
                "A secure world or a coprocessor that stops while a boot loader runs; a loader that takes an external "
                    + "abort, on some boards and with some kernels only.",
                NoneKnown,
                "List such memory as EfiReservedMemoryType before anybody allocates (edk2: a resource HOB; U-Boot: "
                    + "efi_add_memory_map)."
            ),
            FindingId.RegionOutsideWindow => new(
                "The regions with EFI_MEMORY_RUNTIME do not fit between 512 MB and 64 GB, which is the lower half of "
                    + "the smallest virtual address space that an arm64 kernel may have (36 bits). The largest are "
                    + "left out, as many as it takes; the others keep their services.",
                "An exception in a service that needs the region (KF-017).",
                NoneKnown,
                "Give EFI_MEMORY_RUNTIME to the registers that services use, not to all that a bridge decodes."
            ),
            FindingId.VariableStoreFull => new(
                "SetVariable gives EFI_OUT_OF_RESOURCES, and QueryVariableInfo says that less than 1 KB is free. "
                    + "Everything else that needs a variable is left out.",
                "efibootmgr and installers fail until variables are deleted, and the firmware was started since.",
                "Samsung laptops that did not start any more with a full store (Linux, commit 68d929862e29).",
                "Delete variables that nobody needs, as those of pstore (dump-*); reclaim at run time, keep a reserve."
            ),
            FindingId.ConsoleOutputMissing => new(
                "While boot services lasted, ConOut of EFI_SYSTEM_TABLE was 0. Firmware without a console has to have "
                    + "one nevertheless, whose output goes nowhere.",
                "A loader that prints its first line takes an exception, Linux's own EFI stub among them, and nothing "
                    + "is seen of it, as there is no console.",
                NoneKnown,
                "Install EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL, of no device, before the first application is started; edk2 "
                    + "has ConSplitterDxe for it."
            ),
            FindingId.CounterDiffers => new(
                "CNTFRQ_EL0, or the virtual counter, of a processor that PSCI CPU_ON started is another than that of "
                    + "the processor that booted. Linux (Documentation/arch/arm64/booting.rst) asks for the frequency, "
                    + "and for a consistent CNTVOFF_EL2, on all of them. Calls are not watched then by a processor "
                    + "whose counter is another.",
                "Time that jumps when a task moves to another processor, or runs at another rate after each start.",
                NoneKnown,
                "Write CNTFRQ_EL0 at EL3, and CNTVOFF_EL2 where the kernel is entered at EL1, on each processor that "
                    + "is started, and after each return from power-off."
            ),
            FindingId.StackExceeded => new(
                "A service took more of the stack than the 8 KB that its caller has to give it; the number is the most "
                    + "that any call took. One that takes more than 16 KB, which is what Linux gives, faults (KF-017): "
                    + "below the 16 KB of its stack.",
                "A crash in a runtime service, or memory of the kernel's that is overwritten, under one kernel alone.",
                NoneKnown,
                "Keep large buffers in memory that is allocated before ExitBootServices, and not on the stack."
            ),
            FindingId.VariableLost => new(
                "SetVariable returned EFI_SUCCESS for a variable with EFI_VARIABLE_NON_VOLATILE, and the next start, "
                    + "which found memory as the run had left it, found no such variable, or that of an older run. It "
                    + "is told in the report that is brought to the volume, which has failed then.",
                "Boot options, Secure Boot keys and BootNext that are as they were before, after each reset.",
                "Firmware that keeps variables in memory alone at run time, or writes them to flash with a delay; a "
                    + "store that is read back from another copy than the one that is written. The same where another "
                    + "medium with Keelson was started in between, and took the report for itself.",
                "Write a variable to where it lasts before SetVariable returns, or clear the service in "
                    + "EFI_RT_PROPERTIES_TABLE."
            ),
            FindingId.TableHeaderWrong => new(
                "While boot services lasted, the header of the system table, or of the boot or runtime services' "
                    + "table, had another signature than that of its kind, a revision that is none of UEFI 2, or a "
                    + "size (HeaderSize) that leaves out some of the table, or names more than lies there.",
                "Linux does without EFI where it is the system table: \"System table signature incorrect!\". Programs "
                    + "that go by the revision or the size do not call services that are there; the CRC32 covers only "
                    + "what the size says.",
                NoneKnown,
                "Fill in Signature, Revision and HeaderSize of EFI_TABLE_HEADER as the specification has them, also in "
                    + "a table that takes the place of another one."
            ),
            FindingId.DeviceMissing => new(
                "A device that kernels use before a driver of theirs looks for it is not where the firmware says: its "
                    + "registers take an exception when they are read, or the address is that of memory. It is the "
                    + "serial port that stdout-path of the device tree or ACPI's SPCR names, the framebuffer of "
                    + "EFI_GRAPHICS_OUTPUT_PROTOCOL or of the device tree, or the interrupt controller of the device "
                    + "tree or the MADT (distributor, interface or redistributors). Keelson does without: without a "
                    + "port the report is kept for the next boot, without an interrupt controller there is no "
                    + "watchdog. Or a processor that is there for PSCI to start is not "
                    + "started: it runs already, for example, as firmware that used it never gave it back.",
                "Linux with earlycon, or when the driver of the device looks for it: \"synchronous external abort\", "
                    + "or memory that changes; without an interrupt controller no boot; \"CPU1: failed to boot\".",
                NoneKnown,
                "Compare the address with the board's memory map. A port that is not there on this board is "
                    + "status = \"disabled\" and no stdout-path; without SPCR kernels take their console from the "
                    + "command line."
            ),
            _ => new(
                "The firmware publishes a device tree that is none or is damaged, and no ACPI tables.",
                NoKernel + " Linux's stub goes on with an empty tree, and Linux finds no console.",
                NoneKnown,
                "Check the tree with dtc before it is published, and after each change of it."
            ),
        };
}
