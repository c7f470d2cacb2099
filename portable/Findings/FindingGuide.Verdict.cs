namespace Keelson.Findings;

public readonly partial struct FindingGuide
{
    private static FindingGuide OfVerdict(FindingId id) =>
        id switch
        {
            FindingId.ServicesLost => new(
                "No runtime service was called, and nobody had asked for that (efi=noruntime). The line says what "
                    + "stands "
                    + "in the way: a region that cannot be mapped, a system table outside of the runtime regions or of "
                    + "the whole map, or a "
                    + "SetVirtualAddressMap that failed.",
                "\"EFI runtime services will not be available\" in Linux: no efivars, no clock or reset from firmware.",
                "Services that are never callable at run time: rust-hypervisor-firmware issue 53.",
                "Mend the finding that is named before this one."
            ),
            FindingId.AnswerNotAllowed => new(
                "A service was called with arguments that are right, or wrong in a way that it must notice, and gave a "
                    + "status or a result that the specification does not allow there. The line begins with the check. "
                    + "Where the same status is wrong in later checks too, it is taken for the same fault: those are "
                    + "left out.",
                "Tools that rely on the status behave oddly; fwts and the UEFI SCT fail on the same calls.",
                NoneKnown,
                "Compare with the list of status codes of the service; the check's name says which arguments were used."
            ),
            FindingId.VariableContents => new(
                "SetVariable succeeded, and GetVariable gives other bytes, another size or other attributes; or a "
                    + "variable that was deleted is still there. SetVariable is named where what is read is what was "
                    + "there before, or what another kind of write would have left, or the beginning of what was "
                    + "written, of the size that GetVariable tells without a buffer; GetVariable otherwise, and where "
                    + "GetNextVariableName lists what it does not find. What needs the variable after that "
                    + "is left out.",
                "Boot entries that vanish or change.",
                NoneKnown,
                "Look at the reclaim of the variable store and at its cache in runtime memory."
            ),
            FindingId.VariableStoreRefuses => new(
                "SetVariable gives EFI_OUT_OF_RESOURCES, EFI_WRITE_PROTECTED or EFI_DEVICE_ERROR for a variable of 16 "
                    + "bytes. Everything else that needs a variable is left out.",
                "efibootmgr and installers fail; the disk boots by its fallback path only.",
                "pftf/RPi4 issue 93 (EFI_OUT_OF_RESOURCES, EFI_DEVICE_ERROR); EFI_DEVICE_ERROR: edk2 commit "
                    + "6f2b09986b.",
                "Reclaim before ExitBootServices; say in EFI_RT_PROPERTIES_TABLE where nothing can be set at run time."
            ),
            FindingId.VariableNamesEndless => new(
                "GetNextVariableName gave the same name twice, an empty name, more names than any store holds or for "
                    + "longer than the watchdog waits for a call, or a name without an end in the buffer whose size it "
                    + "was told.",
                "efivarfs hangs at mount, or lists a name many times.",
                "Linux looks for it: efivarfs logs a duplicate variable and stops there.",
                "Compare names by their whole length and vendor, and return EFI_NOT_FOUND after the last."
            ),
            FindingId.OptionNotUnderstood => new(
                "A word keelson.NAME of the command line, or its value, is none that this version knows. Nothing was "
                    + "done about it, so the report may not be about what was meant.",
                "None.",
                "None: it is about the command line, not about the firmware.",
                "Compare with the table of options in docs/boards.md."
            ),
            FindingId.PointerOutsideMap => new(
                "A pointer of the system table or of a configuration table leads to no memory that the map knows, or "
                    + "one that ACPI's root pointer or its XSDT holds. Keelson does not follow it.",
                "Kernels that follow it take an exception early in the boot, without a console.",
                NoneKnown,
                "Allocate tables as EfiRuntimeServicesData or EfiACPIReclaimMemory; remove tables that are freed."
            ),
            FindingId.NothingConverted => new(
                "SetVirtualAddressMap returned EFI_SUCCESS, and the pointers of the system table are physical still.",
                "Kernels jump to physical addresses in their own address space at the first call.",
                NoneKnown,
                "Convert the pointers in the handler of the virtual address change event and in the core."
            ),
            FindingId.CallNeverReturned => new(
                "A call did not come back within the time of the watchdog (keelson.watchdog=SECONDS, 10 without the "
                    + "option) and was ended. The line says which service, and where it was then, as region and "
                    + "offset. No service is called after it. One that masked interrupts is seen by another processor "
                    + "alone, which cannot say where it was, and resets the machine.",
                "Linux waits for ever in the task that made the call; others that need a runtime service wait for it.",
                "qualcomm-linux/meta-qcom issue 2680 (ResetSystem).",
                "Look at the loop that the address is in: most often a device is polled that the kernel has switched "
                    + "off, or a lock of the boot phase is waited for."
            ),
            FindingId.BufferOverrun => new(
                "A service read or wrote past the end of what it was given: a name, a buffer whose size it was told, a "
                    + "structure. Every argument ends where its page ends, and nothing is mapped behind it; the line "
                    + "says how far behind which argument. Or it wrote before the beginning of one.",
                "Damaged memory of the kernel, next to the buffer of whoever called.",
                NoneKnown,
                "Compare with the size that was passed in, in bytes, and count the NUL of a name."
            ),
            FindingId.SystemErrorPending => new(
                "After a call, or before the first, an SError waited to be taken (ISR_EL1.A): a store that a device or "
                    + "the bus refused. It is told of the service that was called last; before the first call it is of "
                    + "the boot services, or of a device.",
                "Linux: a panic \"Asynchronous SError Interrupt\" when it unmasks them, far from the cause.",
                NoneKnown,
                "Look for writes to devices whose clock or power is off."
            ),
            FindingId.PermissionsNotKept => new(
                "The table says which parts of the runtime regions are code and which data. With these permissions in "
                    + "the page tables a service took a permission fault, and without them it did not: the table "
                    + "is wrong, or the service writes to code or executes data.",
                "Linux applies the table: \"[Firmware Bug]\" and no runtime services after the first such call.",
                "edk2 issue 9534 and others, mended up to edk2-stable202511.",
                "The line has the address: compare the sections of the driver there with its entries in the table."
            ),
            FindingId.EarlyDereference => new(
                "SetVirtualAddressMap runs under the firmware's own 1:1 map, where the new virtual addresses lead "
                    + "nowhere, or to something else. The firmware used one of them before it returned. The stub had "
                    + "them taken out of a copy of that map, led the pages to the memory they stand for, and had the "
                    + "access done again; other loaders stop there.",
                "\"EFI stub: Exiting boot services...\" is the last line: the machine hangs or resets.",
                "AMD Seattle (the letter of the series that Keelson began with); edk2 commit 53deb15e3a, rolled back "
                    + "by b0121d768d.",
                "Convert pointers with ConvertPointer and do not follow them until the next runtime call."
            ),
            FindingId.MemoryMissing => new(
                "The memory map calls a range free memory, or memory of the runtime services, and a read of it takes "
                    + "an exception: there is no RAM, or it belongs to the secure world. Keelson reads both ends of "
                    + "every 2 MB that is free before it uses any, and leaves out what does not answer; and both "
                    + "ends of each runtime region.",
                "Kernels stop early in the boot, or much later, when they use the range for the first time.",
                "edk2 platforms that publish the largest memory of a board family, whatever is fitted.",
                "Publish what the memory controller was trained for, less what the secure firmware keeps."
            ),
            FindingId.TablesChanged => new(
                "The vendor's name, or the list of configuration tables, reads differently after SetVirtualAddressMap "
                    + "than before it, though pointers are brought back to physical ones. Or a service wrote to "
                    + "EFI_SYSTEM_TABLE or EFI_RUNTIME_SERVICES: the one is named that was called when it was seen.",
                "A kernel started by kexec does not find ACPI or the device tree; or a service faults after another "
                    + "one was called.",
                NoneKnown,
                "Convert EFI_SYSTEM_TABLE.FirmwareVendor and ConfigurationTable, once each, and nothing in the list; "
                    + "leave all tables alone after that."
            ),
            FindingId.ResetDidOtherwise => new(
                "ResetSystem was asked to switch the machine off, and the next start found the memory as the run had "
                    + "left it: the machine was reset.",
                "A machine that starts again when it is shut down.",
                "Lenovo Flex 5G (linux-arm-kernel, March 2021).",
                "Call PSCI SYSTEM_OFF for EfiResetShutdown."
            ),
            FindingId.TableNotAsListed => new(
                "A configuration table lies in memory and does not begin as the standard behind its GUID says: "
                    + "signature, checksum, version, or a count beyond its room. Keelson looks at the ACPI root "
                    + "pointer, the XSDT, the first 256 tables that it lists and the DSDT, the SMBIOS 3 entry "
                    + "point and the chain of its structures, the device tree and EFI_SYSTEM_RESOURCE_TABLE; not at "
                    + "what lies in memory of boot services, where kernels read it early and this one comes late. "
                    + "LINUX_EFI_MEMRESERVE_TABLE, which a kernel before this one may have filled, is a list of "
                    + "nodes: one that comes again, has more entries than room, or reserves what is no range or "
                    + "where the kernel runs.",
                "No ACPI, no SMBIOS, no firmware updates: kernels pass over the table, with a line or without.",
                NoneKnown,
                "Look for a table that was moved, freed, or patched without its checksum."
            ),
            FindingId.MapVersionUnknown => new(
                "GetMemoryMap gave a descriptor version other than 1, the only one that UEFI has. Keelson reads the "
                    + "descriptors as those of version 1, at the size that it was given, and hands the version on.",
                "Linux: \"Unexpected EFI_MEMORY_DESCRIPTOR version\".",
                NoneKnown,
                "Return EFI_MEMORY_DESCRIPTOR_VERSION."
            ),
            FindingId.RuntimeDeviceEnabled => new(
                "A runtime region that is no memory holds registers of a node of the device tree that is enabled, or "
                    + "of a device that ACPI's SPCR, DBG2, GTDT, MADT or MCFG names: the kernel has a driver for it, "
                    + "and the runtime services use it as well, each without the other's knowledge. Devices of the "
                    + "DSDT are not looked at: it is code (AML).",
                "A clock that jumps, an I2C bus that hangs, flash that reads back its status.",
                "edk2-rk3588 issue 40 (a clock on a bus that the kernel drives). arm-systemready checks it from Linux "
                    + "(runtime_device_mapping_conflict_checker.py).",
                "Set the node's status to disabled, or reserved, where the firmware keeps the device; leave it out of "
                    + "ACPI's table."
            ),
            FindingId.BootTimeCrc => new(
                "While boot services lasted, the header of the system table, or of the boot or runtime services' "
                    + "table, had not the CRC32 of the table: somebody changed the table and did not compute it again.",
                "Programs that check it, as UEFI allows them to, do not start.",
                "Programs that hook services and leave the CRC32 as it was.",
                "Compute the CRC32 whenever a table is changed (CalculateCrc32)."
            ),
            FindingId.BootTimeProtections => new(
                "Before ExitBootServices, data could be executed or code could be written: of a page of "
                    + "BootServicesData, of the stack, or of the program's own code, by the firmware's translation "
                    + "tables. UEFI does not ask for protection; those who sign for Secure Boot do.",
                "A buffer overflow in any boot program is code at once.",
                "shim passes what it sees to the system as HSIStatus, fwupd shows it.",
                "edk2: PcdDxeNxMemoryProtectionPolicy, PcdSetNxForStack, PcdImageProtectionPolicy."
            ),
            FindingId.CounterRateMissing => new(
                "CNTFRQ_EL0, which firmware sets to the frequency of the system counter, is 0 (Linux, "
                    + "Documentation/arch/arm64/booting.rst, asks for it on all processors).",
                "Linux has no clock. Keelson can time nothing: calls that "
                    + "do not return are not ended, durations are 0, waits do not wait.",
                "Linux: \"Architected timer frequency not available\" (drivers/clocksource/arm_arch_timer.c).",
                "Write the frequency to CNTFRQ_EL0 at EL3 on each processor that is started."
            ),
            FindingId.TimeNotKept => new(
                "Asked with keelson.time=set, SetTime or SetWakeupTime succeeded, and GetTime or GetWakeupTime gave "
                    + "another time than the one that was set: by more than the seconds in between, in another time "
                    + "zone, or with the alarm off.",
                "A clock that is wrong after each start; \"rtcwake\" that never wakes.",
                "Time zone and daylight that are kept in a variable: pftf/RPi4 issue 93.",
                "Write all fields to the clock chip, and wait until it has taken them."
            ),
            FindingId.ClockAstray => new(
                "GetTime gave an earlier time than before, or a time that is much further ahead of the first one than "
                    + "the generic timer counted (twice as many seconds, and five more), or of the one that it gave "
                    + "before ExitBootServices (two minutes). The line has both times. A virtual machine that was "
                    + "stopped in the middle of the report, for longer than that, shows the same without a fault of "
                    + "its firmware, as its timer stood still meanwhile: run it again.",
                "Files from the future, certificates that are not valid yet, timeouts that never end.",
                NoneKnown,
                "Read the clock chip until two readings agree; return the same zone before and after "
                    + "SetVirtualAddressMap; look at CNTFRQ_EL0 too, by which Keelson counts."
            ),
            FindingId.ArgumentChanged => new(
                "A service wrote to an argument that it is given to read (IN in the specification): the name or vendor "
                    + "of a variable, its data in SetVariable, a time that is set, a capsule's header. "
                    + "What it, or another service of the same kind (variables, clock, alarm, capsules), answers "
                    + "wrongly after that may come of it, and is left out; clock and count may be kept in variables.",
                "Kernels pass constants and reuse what they passed: the next call is about another variable.",
                NoneKnown,
                "Copy what has to be changed."
            ),
            FindingId.AnswersDiffer => new(
                "Asked the same several times (keelson.rounds=N), a service gave different statuses, or took an "
                    + "exception in some of the calls: the line says in how many of how many. Or another processor was "
                    + "not answered as the first one.",
                "Services that work for days and then do not: Linux calls none any more after one exception.",
                "meta-qcom issue 856 (exceptions now and then); EFI_DEVICE_ERROR now and then: edk2 commit 6f2b09986b.",
                "Look for what is shared with the kernel or another core: a bus, a mailbox, a buffer of the secure "
                    + "world."
            ),
            _ => new(
                "ResetSystem returned, or took an exception. Keelson ends through PSCI.",
                "Machines that halt and do not switch off.",
                "linux-surface/surface-pro-x issue 41 (exception); qualcomm-linux/meta-qcom issue 2680 (never ends).",
                "Call PSCI SYSTEM_OFF or SYSTEM_RESET through the conduit that belongs to the exception level."
            ),
        };
}
