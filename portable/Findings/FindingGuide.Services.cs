namespace Keelson.Findings;

public readonly partial struct FindingGuide
{
    private const string RenewCrc =
        "Compute the CRC32 again after the pointers have been converted, last of all in SetVirtualAddressMap.";
    private const string PublishProperties =
        "Publish EFI_RT_PROPERTIES_TABLE with the bits of the services that work at run time, and no others.";

    private static FindingGuide OfServices(FindingId id) =>
        id switch
        {
            FindingId.SystemTableCrc => new(
                "SetVirtualAddressMap changed pointers of EFI_SYSTEM_TABLE and left its CRC32 as it was.",
                "Nothing in Linux, which does not look. Programs that verify the header refuse the table.",
                "U-Boot as of March 2021 (noted in esx-boot, runtime.c).",
                RenewCrc
            ),
            FindingId.RuntimeTableCrc => new(
                "SetVirtualAddressMap changed pointers of EFI_RUNTIME_SERVICES and left its CRC32 as it was.",
                "As KF-015.",
                "As KF-015.",
                RenewCrc
            ),
            FindingId.ServiceFaulted => new(
                "A runtime service took an exception: it used an address that is not its own, an instruction that does "
                    + "not exist, or memory with the wrong permissions. Keelson names the first one, with the fault "
                    + "address (FAR) and the instruction (ELR) as region and offset, and calls no service after it.",
                "Linux: \"[Firmware Bug]: Synchronous exception occurred in EFI runtime service\", and none of the "
                    + "services afterwards.",
                "Converted twice: edk2 commit 808ee1b53d (NXP LX2160A). Code or data outside of runtime regions: "
                    + "U-Boot 01fa922bbba, edk2 259ea52b19. A missing region for the RTC: rust-hypervisor-firmware "
                    + "issue 289. Only now and then: meta-qcom issue 856.",
                "A FAR in no region is a physical address that was not converted, or a device that the memory map does "
                    + "not list. The offset of the ELR in its region leads to the driver: subtract the image base."
            ),
            FindingId.ServiceMissingUnannounced => new(
                "A service returns EFI_UNSUPPORTED, and nothing told the kernel so beforehand.",
                "Drivers are bound that cannot work: Linux's rtc-efi without a wakeup alarm, for instance.",
                "All of edk2 up to 2025, which has no producer of the table; AAVMF's GetWakeupTime.",
                PublishProperties
            ),
            FindingId.ServiceAdvertisedButMissing => new(
                "EFI_RT_PROPERTIES_TABLE says that a service is supported at run time, and it returns "
                    + "EFI_UNSUPPORTED. Without the table all services are claimed: of GetTime, GetVariable, "
                    + "GetNextVariableName, SetVariable and QueryVariableInfo that is an error as well, as kernels "
                    + "rely on them; of the others it is KF-018.",
                "As KF-018; efivarfs stays empty, a boot loader cannot be installed.",
                "linux-surface/surface-pro-x issue 40; slbounce issue 14 (variables of a secure world that is not "
                    + "there at EL2).",
                PublishProperties
            ),
            FindingId.ServicePresentButNotAdvertised => new(
                "EFI_RT_PROPERTIES_TABLE says that a service is not supported at run time, and it does not return "
                    + "EFI_UNSUPPORTED. Nothing else that it answers is held against it, but an exception.",
                "Kernels do not call a service that would work.",
                NoneKnown,
                PublishProperties
            ),
            FindingId.RtPropertiesMalformed => new(
                "EFI_RT_PROPERTIES_TABLE is not of version 1 and 8 bytes, has bits that no service owns, or lies in no "
                    + "memory of the map.",
                "Kernels believe all of it or none of it.",
                NoneKnown,
                "Version 1, Length 8, bits 0 to 13."
            ),
            FindingId.TimeInvalid => new(
                "GetTime or GetWakeupTime succeeded with a time that does not exist: a field out of its range, or a "
                    + "day that the month does not have.",
                "A clock that is wrong by years, or an RTC that the kernel refuses.",
                "Fields that were stored wrong: pftf/RPi4 issues 6, 93 and 112.",
                "Check what comes out of the clock chip before it is returned; return EFI_DEVICE_ERROR where it has "
                    + "lost its time."
            ),
            FindingId.ClockStopped => new(
                "GetTime gave the same second again after more than two had passed.",
                "A system clock that is set to the same moment at each start.",
                NoneKnown,
                "Start the oscillator of the clock chip, or return EFI_DEVICE_ERROR while it stands."
            ),
            FindingId.RegistersClobbered => new(
                "A service returned with x18 to x29, d8 to d15, the stack pointer, the interrupt mask or a system "
                    + "register changed. Keelson puts them back. ExitBootServices and SetVirtualAddressMap are looked "
                    + "at by BOOTAA64.EFI; of the former only what any function keeps for its caller, as the end of "
                    + "boot services may change interrupts and tables, and of the latter system registers at EL1. A "
                    + "call may change x0 to x17, the flags, FPSR, and of vector registers all but the low halves of "
                    + "v8 to v15, SVE and SME included (AAPCS64, 6.1). CONTEXTIDR_EL1, CSSELR_EL1, PMCR_EL0, "
                    + "PSTATE.UAO, DIT, SSBS and TCO, the times of the timers, and where the watchdog has a GICv3 "
                    + "ICC_PMR_EL1 and ICC_IGRPEN1_EL1 are compared at a call that follows one of another service. "
                    + "Left alone, as a read may trap: keys of pointer authentication, what SVE and SME have.",
                "Linux: \"[Firmware Bug]: IRQ flags corrupted\" or \"x18 corrupted\"; otherwise crashes of the caller.",
                "x18: edk2 before commit 6d73863b54.",
                "Compile firmware for AArch64 with -ffixed-x18, and restore what assembly changes."
            ),
            FindingId.VirtualAddressMapFailed => new(
                "SetVirtualAddressMap returned an error. There are no runtime services after it.",
                "\"EFI runtime services will not be available\" in Linux, which then boots with efi=noruntime.",
                "U-Boot wants exactly one region of runtime code (efi_runtime.c); Limine issues 441 and 460.",
                "Accept every map whose entries cover the runtime regions, at the descriptor size given."
            ),
            FindingId.ServiceNotCalled => new(
                "The firmware claims a service that was not called in this run, as an earlier failure kept Keelson "
                    + "from it. A report passes on what was seen, not on what was not looked at.",
                "None.",
                "None: it follows from another finding.",
                "Mend the finding with the lowest number first."
            ),
            FindingId.ForeignMemoryWritten => new(
                "Memory that the firmware gave up at ExitBootServices was filled with a pattern, and the pattern is "
                    + "damaged: a service, or a device that was left running, writes to memory of the kernel.",
                "Corrupted files, crashes without a cause, some time after the boot.",
                "Devices that keep writing (network, USB) after ExitBootServices are known of several vendors.",
                "Stop DMA in the ExitBootServices event; keep runtime data in runtime regions."
            ),
            _ => new(
                "One call of a service took longer than 100 ms. Kernels hold a lock meanwhile, and on one CPU nothing "
                    + "else runs.",
                "Stalls of the whole machine at each access of a variable or the clock.",
                "Variable services behind a slow SPI flash or a secure world (edk2 commit 6f2b09986b).",
                "Measure where the time goes: erasing flash belongs in a reclaim at boot time."
            ),
        };
}
