using System;
using Keelson.Addresses;

namespace Keelson.Stub;

/// <summary>The boot entries that there are, and how far the tries of them are.</summary>
internal ref struct EntryChoice
{
    public BootVolumes Volumes;
    public BootEntryFiles Files;
    public LoaderState State;

    /// <summary>The entry that was tried first; the others follow in their order.</summary>
    public int Chosen;

    /// <summary>Options that the first one is tried with; empty where its own are.</summary>
    public ReadOnlySpan<byte> EditedOptions;
    public bool IsEdited;
    public PhysicalRange EditorMemory;
    public RandomSeedFile Seed;

    /// <summary>How many of the others were tried.</summary>
    public int Tries;

    /// <summary>A program of an entry was started: what it says is the end, unless that is success.</summary>
    public bool ProgramRan;
}
