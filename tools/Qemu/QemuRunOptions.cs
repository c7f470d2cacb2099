namespace Keelson.Tools.Qemu;

/// <summary>The exception level at which the firmware enters the application.</summary>
public enum EntryLevel
{
    El1,
    El2,
}

/// <summary>How the firmware describes the hardware.</summary>
public enum FirmwareTables
{
    DeviceTree,

    /// <summary>ACPI alone; no device tree is handed over.</summary>
    Acpi,
}

/// <summary>One run of a machine: what is put into its placeholders, and how long it may take.</summary>
public sealed record QemuRunOptions
{
    /// <summary>
    /// Names the transcript, <c>NAME.txt</c> in the folder of this program's run; a later one of the same name replaces
    /// it.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>A machine in <c>qemu-scripts/</c>.</summary>
    public string Machine { get; init; } = "virt-aavmf";

    // What is null of these is as the machine's own file says.
    public int? MemoryMegabytes { get; init; }
    public string? Cpu { get; init; }
    public int? ProcessorCount { get; init; }

    /// <summary>
    /// Whether this computer gives all of the guest's memory out before it starts: sooner in bulk than page by page,
    /// and in vain for a guest that touches little of it.
    /// </summary>
    public bool? IsPreallocated { get; init; }

    /// <summary>What the guest's memory is taken from, if it fits; null: from this computer, and back to it.</summary>
    public KeptMemory? KeptMemory { get; init; }
    public EntryLevel? EntryLevel { get; init; }
    public FirmwareTables? FirmwareTables { get; init; }

    /// <summary>QEMU is killed when this is over.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The EFI application to start; null lets the firmware look for one itself.</summary>
    public string? EfiApplication { get; init; }

    /// <summary>The disk of a machine that boots from one; null makes one with the application on it.</summary>
    public string? Disk { get; init; }

    /// <summary>Served to the application through LoadFile2.</summary>
    public string? Initrd { get; init; }

    /// <summary>The application's LoadOptions, after the words that the machine itself asks for.</summary>
    public string? CommandLine { get; init; }

    /// <summary>
    /// A variable store that outlives the run; created when it is not there. Null: a fresh one, thrown away afterwards.
    /// </summary>
    public string? VariableStore { get; init; }

    /// <summary>
    /// A file for what the machine's screen shows at its end (PPM, as QEMU's <c>screendump</c> writes it).
    /// </summary>
    public string? Screenshot { get; init; }

    /// <summary>Flags after those of the machine.</summary>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];

    /// <summary>
    /// For guests that return to the firmware and never power off: QEMU is told to quit at the first line that
    /// satisfies this.
    /// </summary>
    public Func<string, bool>? StopWhen { get; init; }

    /// <summary>Opens a gdb server here and holds the guest until the debugger continues it.</summary>
    public int? GdbPort { get; init; }

    /// <summary>Called with each line as it comes.</summary>
    public Action<ConsoleLine>? OnLine { get; init; }

    /// <summary>
    /// What to do with the machine at the first line that has the text of <see cref="MeetingLine"/>; the guest goes on
    /// meanwhile, unless it waits to be answered.
    /// </summary>
    public Func<LiveGuest, Task>? OnMeeting { get; init; }
    public string MeetingLine { get; init; } = "";
}
