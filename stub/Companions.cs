namespace Keelson.Stub;

/// <summary>What lies beside a unified image and belongs to its boot (systemd-stub(7), "Companion Files").</summary>
internal ref struct Companions
{
    public AddOns AddOns;
    public Sidecars Sidecars;

    public void Release(Firmware firmware)
    {
        Sidecars.Release(firmware);
        AddOns.Release(firmware);
    }
}
