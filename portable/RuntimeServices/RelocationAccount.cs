namespace Keelson.RuntimeServices;

/// <summary>What was seen of the firmware while SetVirtualAddressMap lasted.</summary>
public struct RelocationAccount
{
    /// <summary>
    /// Syndrome of a call that did not come back in time: no ESR has this bit (Arm ARM DDI 0487, D24.2, ESR_ELx).
    /// </summary>
    public const ulong NeverReturned = 1ul << 63;

    /// <summary>Pages of the new virtual addresses at which an access would have been seen.</summary>
    public uint WatchedPages;

    /// <summary>Those at which memory or registers lie that the firmware may still need.</summary>
    public uint UnwatchedPages;

    /// <summary>Pages that were used before their time.</summary>
    public uint EarlyUses;

    /// <summary>ESR of an exception that ended the call; 0 for none.</summary>
    public ulong Syndrome;

    /// <summary>Of that exception, else of the first early use: the address accessed.</summary>
    public ulong Address;

    /// <summary>And the instruction, by its physical address.</summary>
    public ulong Instruction;

    /// <summary>
    /// Registers that the call had to keep and changed; and those that ExitBootServices did, before the first one.
    /// </summary>
    public ClobberedRegisters Clobbered;
    public ClobberedRegisters ExitClobbered;

    /// <summary>The call was ended by the timer, and not by an exception.</summary>
    public readonly bool IsOverdue => Syndrome == NeverReturned;
}
