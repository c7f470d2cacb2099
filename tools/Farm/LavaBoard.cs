namespace Keelson.Tools.Farm;

/// <summary>
/// A real board of a farm: how LAVA brings the application to it, and what its administrator has to say of it. Both
/// jobs load over TFTP, which needs nothing written on the board.
/// </summary>
/// <param name="Name">What <c>--board</c> takes.</param>
/// <param name="Description">In a line.</param>
/// <param name="Method">LAVA's boot method, which its template of the device type knows.</param>
/// <param name="Commands">What is typed at the boot loader's prompt; <c>@options</c> is the application's.</param>
/// <param name="Dictionary">The device dictionary (Jinja), for the administrator to fill in.</param>
internal sealed record LavaBoard(
    string Name,
    string Description,
    string Method,
    IReadOnlyList<string> Commands,
    string Dictionary
)
{
    private const string Power = """
        {# a telnet server of serial lines, such as ser2net #}
        {% set connection_command = 'telnet consoles.example 7001' %}
        {# whatever switches the board's power #}
        {% set hard_reset_command = 'pduclient --daemon pdu.example --hostname pdu01 --command reboot --port 1' %}
        {% set power_off_command = 'pduclient --daemon pdu.example --hostname pdu01 --command off --port 1' %}
        {% set power_on_command = 'pduclient --daemon pdu.example --hostname pdu01 --command on --port 1' %}
        """;

    private const string BmcPower = """
        {# the BMC's serial line and its power switch; the user and the password are the farm's #}
        {% set ipmi = 'ipmitool -I lanplus -U lava -f /etc/lava-dispatcher/bmc.password -H bmc.example ' %}
        {% set connection_command = ipmi ~ 'sol activate' %}
        {% set hard_reset_command = [ipmi ~ 'chassis bootdev pxe options=efiboot', ipmi ~ 'chassis power cycle'] %}
        {% set power_off_command = ipmi ~ 'chassis power off' %}
        {% set power_on_command = [ipmi ~ 'chassis bootdev pxe options=efiboot', ipmi ~ 'chassis power on'] %}
        """;

    public static IReadOnlyList<LavaBoard> All { get; } =
    [
        new(
            "u-boot",
            "A board whose U-Boot has a network (EBBR).",
            "u-boot",
            [
                "setenv autoload no",
                "dhcp",
                "setenv serverip {SERVER_IP}",
                "setenv bootargs @options",
                "tftp {KERNEL_ADDR} {KERNEL}",
                "bootefi {KERNEL_ADDR} ${fdtcontroladdr}",
            ],
            "{% extends 'base-uboot.jinja2' %}\n"
                + Power
                + """

                {# memory that U-Boot leaves free: its own kernel_addr_r, ramdisk_addr_r and fdt_addr_r #}
                {% set booti_kernel_addr = '0x40400000' %}
                {% set booti_ramdisk_addr = '0x44000000' %}
                {% set booti_dtb_addr = '0x43000000' %}
                {# bootefi starts no Linux, whose first words LAVA would wait for #}
                {% set uboot_final_message = 'keelson-stub: started at EL' %}

                """
        ),
        new(
            "server",
            "A server that starts GRUB over the network, as farms have them.",
            "grub",
            ["insmod chain", "chainloader (tftp,{SERVER_IP})/{KERNEL} @options", "boot"],
            "{% extends 'base-grub.jinja2' %}\n" + BmcPower + "\n"
        ),
    ];
}
