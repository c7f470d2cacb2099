using System.Runtime;
using System.Runtime.CompilerServices;

namespace Keelson.Arch.Arm64;

/// <summary>The debug communications channel (Arm ARM DDI 0487, H4), which an external debugger reads.</summary>
internal static class DebugChannel
{
    /// <returns>MDCCSR_EL0, whose bit 29 says that the last word was not taken yet.</returns>
    [RuntimeImport("*", "ReadDebugChannelStatus")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint ReadStatus();

    /// <summary>DBGDTRTX_EL0.</summary>
    [RuntimeImport("*", "WriteDebugChannel")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Write(uint value);
}
